import { imageTag } from "../../modules/app/schema";
import { Registry } from "../../modules/aws/registry";
import { synthesizeModule } from "../support/modules";
import { allStacks } from "../support/prepared";
import { policyOf, remaining, type Image, type LifecyclePolicy } from "./ecr-lifecycle";

const tagged = (patterns: string[], rulePriority = 1, rest: object = {}) => ({
  rulePriority,
  selection: {
    tagStatus: "tagged" as const,
    tagPatternList: patterns,
    countType: "imageCountMoreThan" as const,
    countNumber: 1,
    ...rest,
  },
});
const names = (images: readonly Image[]) => images.map(({ name }) => name).join("");

// https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_examples.html
describe("the evaluation of lifecycle policies, by the examples of the ECR user guide", () => {
  const releases: Image[] = [
    { name: "A", tags: ["beta-1", "prod-1"], age: 10 },
    { name: "B", tags: ["beta-2", "prod-2"], age: 9 },
    { name: "C", tags: ["beta-3"], age: 8 },
  ];
  const both: Image[] = [
    { name: "A", tags: ["alpha-1"], age: 12 },
    { name: "B", tags: ["beta-1"], age: 11 },
    { name: "C", tags: ["alpha-2", "beta-2"], age: 10 },
    { name: "D", tags: ["alpha-3"], age: 4 },
    { name: "E", tags: ["beta-3"], age: 3 },
    { name: "F", tags: ["alpha-4", "beta-4"], age: 2 },
  ];
  const [prod, beta] = ["prod*", "beta*"];
  const old = { countType: "sinceImagePushed" as const, countUnit: "days" as const, countNumber: 5 };

  it.each([
    ["prod first: B has a tag of the first rule", [tagged([prod], 1), tagged([beta], 2)], releases, "BC"],
    ["beta first: A and B expire by it", [tagged([beta], 1), tagged([prod], 2)], releases, "C"],
    ["several patterns: all of them have to match", [tagged(["alpha*", "beta*"], 1, old)], both, "ABDEF"],
  ])("%s", (_, rules, images, left) => {
    expect(names(remaining({ rules }, images))).toBe(left);
  });

  it("keeps the images of a manifest list that is left", () => {
    const untagged = { tagStatus: "untagged", countType: "sinceImagePushed", countNumber: 7 } as const;
    const images = [
      { name: "L", tags: ["1.0.0"], age: 30 },
      { name: "a", tags: [], age: 30, listedIn: "L" },
      { name: "b", tags: [], age: 30 },
    ];
    expect(names(remaining({ rules: [{ rulePriority: 1, selection: untagged }] }, images))).toBe("La");
  });
});

const sha = (index: number, length = 40) =>
  Array.from({ length }, (_, digit) =>
    ((index * 7 + digit * digit * 3 + index * digit) % 16).toString(16),
  ).join("");

/** A release of 400 days ago, then two builds a day. Each 20th is released later, by one more tag. */
const history: Image[] = Array.from({ length: 801 }, (_, index): Image => {
  const version = `${index % 3 === 0 ? "v" : ""}1.${index / 20}.0${index % 7 === 0 ? "-rc.1" : ""}`;
  const build = sha(index, index % 2 === 0 ? 40 : 7);
  const tags = index % 20 > 0 ? [build] : index % 40 > 0 ? [version] : [build, version];
  return { name: `build-${index}`, tags: index % 5 === 1 ? [] : tags, age: 400 - index / 2 };
});

const isRelease = ({ tags }: Image) => tags.some((tag) => tag.includes("."));
const releases = history.filter(isRelease);
const builds = history.filter((image) => image.tags.length > 0 && !isRelease(image));

const policies = (): (readonly [string, LifecyclePolicy])[] => [
  ...Object.entries(allStacks()).flatMap(([name, stack]) =>
    Object.values(stack.resources("aws_ecr_lifecycle_policy")).map(
      ({ policy }) => [name, policyOf(policy)] as const,
    ),
  ),
  ...[1, 1000].map((keepImages) => {
    const json = synthesizeModule(Registry, {
      repositories: { api: "api" },
      keepImages,
      kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/images",
    });
    const { policy } = json.resource("aws_ecr_lifecycle_policy.registry_lifecycle");
    return [`keepImages ${keepImages}`, policyOf(policy)] as const;
  }),
];

describe.each(policies())("the lifecycle policy of %s, after 800 builds", (_, policy) => {
  const left = remaining(policy, history);
  const keepImages = Number(policy.rules.at(-1)?.selection.countNumber);

  it("keeps each release, whether the image has a SHA tag as well or not", () => {
    expect(releases.length).toBeGreaterThan(30);
    for (const tag of history.flatMap(({ tags }) => tags)) {
      imageTag.parse(tag);
    }
    expect(left.filter(isRelease)).toEqual(releases);
  });

  it("keeps a build with only a SHA tag as long as it is one of the newest images", () => {
    const newest = history.slice(-keepImages);
    expect(left.filter((image) => builds.includes(image))).toEqual(
      builds.filter((image) => newest.includes(image)),
    );
  });

  it("keeps untagged images for a week", () => {
    expect(left.filter(({ tags }) => tags.length === 0)).toEqual(
      history.filter(({ tags, age }) => tags.length === 0 && age <= 7),
    );
  });

  it("keeps what refers to a release, such as its signature, and no signature with a tag", () => {
    const signatures = history.map(({ name, age }): Image => ({
      name: `signature of ${name}`,
      tags: [],
      age,
      refersTo: name,
    }));
    const names = left.map(({ name }) => `signature of ${name}`);
    const signed = remaining(policy, [...history, ...signatures]).filter(({ refersTo }) => refersTo);
    expect(signed.map(({ name }) => name)).toEqual(names);
    // As cosign wrote them by default until its version 3: the reason for references.
    const tagged = signatures.map(({ name, age }, index) => ({
      name,
      tags: [`sha256-${sha(index)}.sig`],
      age,
    }));
    const kept = remaining(policy, [...history, ...tagged]).filter(({ name }) =>
      name.startsWith("signature"),
    );
    expect(kept.length).toBeLessThanOrEqual(keepImages);
  });
});
