import images from "../../config/images.json";
import { applicationRelease, besideRelease, imageFor } from "../../commands/release";
import type { Stage } from "../../config";
import type { Review } from "../../plan/review";
import { allStacks, configurations } from "../support/prepared";
import { synthesize } from "../support/synthesis";
import type { TerraformJson } from "../support/terraform-json";

const digest = `sha256:${"0a".repeat(32)}`;
const given = {
  staging: { imageTag: "1.4.2", imageDigest: digest },
  production: { imageTag: "1.0.0" },
};

describe("the image of a release", () => {
  it.each([
    ["a tag", { tag: "1.5.0" }, { imageTag: "1.5.0" }],
    ["a tag and its digest", { tag: "1.5.0", digest }, { imageTag: "1.5.0", imageDigest: digest }],
    ["the image of another stage, with its digest", { from: "staging" }, given.staging],
    ["no option: the present one", {}, given.production],
  ])("is that of %s", (_, options, image) => {
    expect(imageFor({ stage: "production", ...options }, given)).toEqual(image);
  });

  it("loses the digest of the image before", () => {
    expect(imageFor({ stage: "staging", tag: "1.5.0" }, given)).toEqual({ imageTag: "1.5.0" });
  });

  it.each([
    [
      { stage: "stagng", tag: "1.5.0" },
      "--stage: given stagng; accepted: a stage of config/images.json: staging, production",
    ],
    [
      { stage: "production", from: "toString" },
      "--from: given toString; accepted: a stage of config/images.json: staging, production",
    ],
    [
      { stage: "production", from: "staging", tag: "1.5.0" },
      "--from: given staging; accepted: without --tag and --digest, which name another image",
    ],
    [
      { stage: "production", digest },
      `--digest: given ${digest}; accepted: together with the --tag of the same image`,
    ],
  ])("is refused with one line: %j", (options, line) => {
    expect(() => imageFor(options, given)).toThrow(line);
  });
});

/** The paths of blocks that differ. */
function differences(
  before: Record<string, TerraformJson>,
  after: Record<string, TerraformJson>,
): string[][] {
  const blocks = (stacks: Record<string, TerraformJson>) =>
    new Map(
      Object.entries(stacks).flatMap(([stack, { json }]) =>
        [
          ...Object.entries(json["output"] ?? {}).map(
            ([name, block]) => [[stack, "output", name], block] as const,
          ),
          ...Object.entries(json["resource"] ?? {}).flatMap(([type, byName]) =>
            Object.entries(byName).map(([name, block]) => [[stack, "resource", type, name], block] as const),
          ),
        ].map(([path, block]) => [path.join(" "), JSON.stringify(block)] as const),
      ),
    );
  const [old, next] = [blocks(before), blocks(after)];
  const paths = new Set([...old.keys(), ...next.keys()]);
  return [...paths].filter((path) => old.get(path) !== next.get(path)).map((path) => path.split(" "));
}

describe("the release of the application", () => {
  const review = (...addresses: string[]) =>
    ({
      stacks: [{ stack: "staging-platform", changes: addresses.map((address) => ({ address })) }],
    }) as unknown as Review;

  it("has nothing beside it, or names it", () => {
    expect(besideRelease(review())).toEqual([]);
    expect(besideRelease(review(applicationRelease))).toEqual([]);
    expect(besideRelease(review("helm_release.loki", applicationRelease, "helm_release.app_base"))).toEqual([
      "staging-platform: helm_release.loki",
      "staging-platform: helm_release.app_base",
    ]);
  });

  it("is a resource of each platform stack", () => {
    const platforms = Object.entries(allStacks()).filter(([name]) => name.endsWith("-platform"));
    expect(platforms.length).toBeGreaterThan(2);
    for (const [name, stack] of platforms) {
      expect([name, stack.addresses()]).toEqual([name, expect.arrayContaining([applicationRelease])]);
    }
  });

  it.each([{ imageTag: "1.4.2" }, { imageTag: "1.4.2", imageDigest: digest }])(
    "and the output of its image are all that changes with the image of a stage: %j",
    (image) => {
      const [[, { configuration }]] = configurations();
      const { staging } = configuration.stages;
      const stage = { ...staging, application: { ...staging?.application, ...image } } as Stage;
      const before = synthesize(configuration);
      const after = synthesize({ ...configuration, stages: { ...configuration.stages, staging: stage } });
      expect(differences(before, after)).toEqual([
        ["staging-platform", "output", "application_image"],
        ["staging-platform", "resource", "helm_release", "app"],
      ]);
    },
  );
});

it("config/images.json has no image of another stage", () => {
  const [[, { configuration }]] = configurations();
  expect(Object.keys(images).filter((name) => !Object.hasOwn(configuration.stages, name))).toEqual([]);
});
