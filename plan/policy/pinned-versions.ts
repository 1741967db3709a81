import { valid } from "semver";
import { parse } from "yaml";
import { unknown } from "../access/finding";
import { isBlock, type Block } from "../plan-json";
import type { ObjectsByName } from "../release-objects";
import type { PolicyPlan, PolicyResource, Rule, Violation } from "./rule";

/** Attributes without which AWS chooses the version of what runs. */
const versionAttributes: Readonly<Record<string, string>> = {
  aws_db_instance: "engine_version",
  aws_rds_cluster: "engine_version",
  aws_elasticache_replication_group: "engine_version",
  aws_eks_cluster: "version",
  aws_eks_addon: "addon_version",
};

/** A version that is given in the configuration: AWS itself has a value in each state, also where nobody chose it. */
function ofAws({ address, type, before, after, block, baseBlock }: PolicyResource): Violation[] {
  const name = Object.hasOwn(versionAttributes, type) ? versionAttributes[type] : undefined;
  // A replica has the version of what it is a replica of.
  if (name === undefined || !after || !block || "replicate_source_db" in block) {
    return [];
  }
  if (after[name] === unknown) {
    return [{ address, sentence: `${name} is not known yet`, isUndecided: true }];
  }
  const isMissing = (given: Block) => (given[name] ?? null) === null;
  const isNew = before === undefined || (baseBlock !== undefined && !isMissing(baseBlock));
  return isMissing(block) && isNew ? [{ address, sentence: `has no ${name}: AWS chooses it` }] : [];
}

const isExact = (version: unknown) =>
  typeof version === "string" && valid(version.replace(/^=\s*/, "")) !== null;

/** A chart of a repository has an exact version. A chart of this project is a folder. */
function ofChart({ address, before, after, block }: PolicyResource, plan: PolicyPlan): Violation[] {
  const isPublished = after && (after["repository"] ?? null) !== null;
  const isRegistry = String(after?.["chart"] ?? "").startsWith("oci://");
  if (!after || !(isPublished || isRegistry)) {
    return [];
  }
  const version = after["version"];
  if (plan.isUnknown(version) && (block === undefined || "version" in block)) {
    return [{ address, sentence: "the version of its chart is not known yet", isUndecided: true }];
  }
  const isSame = before !== undefined && before["version"] === version;
  const given = typeof version === "string" && version !== unknown ? version : "none";
  return isExact(version) || isSame
    ? []
    : [{ address, sentence: `the version of its chart is not exact: ${given}` }];
}

/** Whether an image has a digest or a tag that does not move. */
function isPinned(image: string): boolean {
  const [, tag] = /:([^/:]+)$/.exec(image.replace(/@sha256:.*$/, "")) ?? [];
  return image.includes("@sha256:") || (tag !== undefined && tag !== "latest");
}

/** The texts below keys that are named `image`. */
function imagesIn(value: unknown, key = ""): string[] {
  if (typeof value === "string") {
    return key === "image" && value !== "" ? [value] : [];
  }
  return isBlock(value)
    ? Object.entries(value).flatMap(([name, part]) => imagesIn(part, Array.isArray(value) ? key : name))
    : [];
}

/** The images of Helm values: as `image: repository:tag`, or as a tag beside a repository. Without a tag, the chart has it. */
function imagesInValues(value: unknown): string[] {
  if (!isBlock(value)) {
    return [];
  }
  const { image, repository, tag, digest } = value;
  const text = typeof image === "string" && /[:@][^/]+$/.test(image) ? [image] : [];
  const pair = typeof repository === "string" && typeof tag === "string" && tag !== "" && !digest;
  return [
    ...text,
    ...(pair ? [`${repository}:${tag}`] : []),
    ...Object.values(value).flatMap(imagesInValues),
  ];
}

const imagesOf = (objects: ObjectsByName) =>
  [...objects.values()]
    .filter(({ kind }) => kind !== "CustomResourceDefinition")
    .flatMap((one) => imagesIn(one));

function parsedValues(block: Block | undefined): unknown {
  try {
    return parse(String([block?.["values"]].flat()[0] ?? ""));
  } catch {
    return undefined; // Helm refuses them.
  }
}

function ofImages({ address, before, after, rendered }: PolicyResource, plan: PolicyPlan): Violation[] {
  if (!after) {
    return [];
  }
  if ([after["values"]].flat().includes(unknown)) {
    return [{ address, sentence: "its images are not known yet", isUndecided: true }];
  }
  const [old, now] = rendered
    ? [imagesOf(rendered.before), [...imagesOf(rendered.after), ...imagesOf(rendered.hooks)]]
    : [imagesInValues(parsedValues(before)), imagesInValues(parsedValues(after))];
  return [...new Set(now)]
    .filter((image) => !isPinned(image) && !old.includes(image))
    .map((image) => ({
      address,
      ...(plan.isUnknown(image)
        ? { sentence: "an image is not known yet", isUndecided: true as const }
        : { sentence: `the image ${image} has no fixed tag` }),
    }));
}

function ofProviders({ input }: PolicyPlan): Violation[] {
  const required = (json: Block | undefined): Readonly<Record<string, Block>> => {
    const { required_providers: found } = (json?.["terraform"] ?? {}) as Block;
    return Object.assign({}, ...[found ?? {}].flat()) as Record<string, Block>;
  };
  const old = required(input.baseConfiguration);
  return Object.entries(required(input.configuration))
    .filter(
      ([name, { version }]) => !isExact(version) && !(name in old && old[name]?.["version"] === version),
    )
    .map(([name, { version }]) => ({
      address: `terraform.required_providers.${name}`,
      sentence: `the version of the provider is not exact: ${String(version ?? "none")}`,
    }));
}

/** What was reviewed is what runs, also after a node is replaced. */
export const pinnedVersions: Rule = {
  name: "pinned-versions",
  sentence: "Versions are pinned: charts, images, EKS add-ons, engines and providers",
  violations: (plan) => [
    ...plan.resources.flatMap((resource) => [
      ...ofAws(resource),
      ...(resource.type === "helm_release" ? [...ofChart(resource, plan), ...ofImages(resource, plan)] : []),
    ]),
    ...ofProviders(plan),
  ],
};
