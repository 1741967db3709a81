/*
 * Which images an ECR lifecycle policy expires, as documented:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */

/** An image of a repository. */
export interface Image {
  readonly name: string;
  readonly tags: readonly string[];
  /** Days since it was pushed. */
  readonly age: number;
  /** Name of the manifest list that contains it: as long as that exists, ECR keeps the image. */
  readonly listedIn?: string;
  /** Name of the image that it refers to, such as that of a signature (OCI 1.1): ECR deletes it with that image, not before. */
  readonly refersTo?: string;
}

interface Rule {
  readonly rulePriority: number;
  readonly selection: {
    readonly tagStatus: "tagged" | "untagged" | "any";
    readonly tagPatternList?: readonly string[];
    readonly tagPrefixList?: readonly string[];
    readonly countType: "imageCountMoreThan" | "sinceImagePushed";
    readonly countUnit?: "days";
    readonly countNumber: number;
  };
}

/** A lifecycle policy. */
export interface LifecyclePolicy {
  readonly rules: readonly Rule[];
}

/** The policy in the argument `policy` of a synthesized `aws_ecr_lifecycle_policy`: `${jsonencode({"rules" = …})}`. */
export function policyOf(argument: string): LifecyclePolicy {
  const json = argument.replace(/^\$\{jsonencode\((.*)\)\}$/s, "$1").replaceAll('" = ', '": ');
  return JSON.parse(json) as LifecyclePolicy;
}

const matchesPattern = (pattern: string, tag: string) => {
  const literals = pattern.split("*").map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literals.join(".*")}$`).test(tag);
};

/** Whether an image has the tags that a rule requires. Each pattern or prefix must match one of its tags. */
function isSelected({ selection }: Rule, { tags }: Image): boolean {
  const { tagStatus, tagPatternList = [], tagPrefixList = [] } = selection;
  if (tagStatus !== "tagged") {
    return tagStatus === "any" || tags.length === 0;
  }
  return (
    tags.length > 0 &&
    tagPatternList.every((pattern) => tags.some((tag) => matchesPattern(pattern, tag))) &&
    tagPrefixList.every((prefix) => tags.some((tag) => tag.startsWith(prefix)))
  );
}

/** The images that a rule alone would expire, counted among all that it selects. */
function marked(rule: Rule, images: readonly Image[]): Image[] {
  const { countType, countNumber } = rule.selection;
  const newestFirst = images.filter((image) => isSelected(rule, image)).sort((a, b) => a.age - b.age);
  return countType === "imageCountMoreThan"
    ? newestFirst.slice(countNumber)
    : newestFirst.filter(({ age }) => age > countNumber);
}

/** The images that are left after a policy was applied. */
export function remaining({ rules }: LifecyclePolicy, all: readonly Image[]): Image[] {
  const images = all.filter(({ refersTo }) => refersTo === undefined);
  const byPriority = [...rules].sort((a, b) => a.rulePriority - b.rulePriority);
  const expired = new Set(
    byPriority.flatMap((rule, index) =>
      // An image with the tags of a rule cannot be expired by a rule with a lower priority.
      marked(rule, images).filter(
        (image) => !byPriority.slice(0, index).some((higher) => isSelected(higher, image)),
      ),
    ),
  );
  const lists = new Set(images.filter((image) => !expired.has(image)).map(({ name }) => name));
  const left = images.filter(
    (image) => !expired.has(image) || (image.listedIn !== undefined && lists.has(image.listedIn)),
  );
  const names = new Set(left.map(({ name }) => name));
  return all.filter((image) => names.has(image.refersTo ?? image.name));
}
