import { configurationOf } from "../../config";
import { imageTag } from "../../modules/app/schema";
import { linesOf } from "../config/edited";
import { allStacks } from "../support/prepared";
import { policyOf, remaining, type Image } from "./ecr-lifecycle";

/** Tags of images. The registry keeps a release; a build expires, so production does not run it. */
const tags: Readonly<Record<string, "release" | "build" | "refused">> = {
  "1.4.2": "release",
  "v1.4.2": "release",
  "0.0.1": "release",
  "v10.20.300": "release",
  "1.4.2-rc.1": "release",
  "v2.0.0-alpha": "release",
  "1.0.0-0a1b2c3": "release",
  "0a1b2c3": "build",
  "1234567": "build",
  [`1${"0a".repeat(19)}f`]: "build",
  "1.4": "refused",
  "1.4.2.1": "refused",
  "01.4.2": "refused",
  "V1.4.2": "refused",
  vv1: "refused",
  latest: "refused",
  "release-1.4.2": "refused",
  "1.4.2+build": "refused",
};

const delivered = configurationOf();
const production = delivered.stages["production"];

/** The mistakes of production with the image of a tag. */
const mistakesWith = (tag: string) =>
  linesOf({
    ...delivered,
    stages: {
      ...delivered.stages,
      production: {
        ...production,
        application: { ...production?.application, imageTag: tag, imageDigest: undefined },
      },
    } as typeof delivered.stages,
  });

const policies = Object.values(allStacks()).flatMap((stack) =>
  Object.values(stack.resources("aws_ecr_lifecycle_policy")).map(({ policy }) => policyOf(policy)),
);

/** The image of a tag, pushed before more newer ones than a registry keeps of those that expire. */
const imagesAfter = (tag: string): Image[] => [
  { name: tag, tags: [tag], age: 1000 },
  ...Array.from({ length: 1001 }, (_, index) => ({
    name: `newer ${index}`,
    tags: [`${index + 1_000_000}`],
    age: 999 - index / 2,
  })),
];

describe.each(Object.entries(tags))("the tag %s, a %s,", (tag, kind) => {
  it("is accepted as the tag of an image, unless it is refused", () => {
    expect(imageTag.safeParse(tag).success).toBe(kind !== "refused");
  });

  it("is accepted in production only as a release", () => {
    expect(mistakesWith(tag)).toEqual(
      kind === "release"
        ? []
        : [
            expect.stringMatching(
              /^production: application\.imageTag: given ".*"; accepted: a semantic version/,
            ),
          ],
    );
  });

  if (kind !== "refused") {
    it("is kept by every registry only as a release", () => {
      expect(policies.length).toBeGreaterThan(1);
      for (const policy of policies) {
        const isKept = remaining(policy, imagesAfter(tag)).some(({ name }) => name === tag);
        expect(isKept).toBe(kind === "release");
      }
    });
  }
});
