import type { AttributeChange, ObjectChange } from "./review";

/** Attributes that are the version of what a resource runs. Versions of secrets and templates are not. */
const versionAttributes: Readonly<Record<string, readonly string[]>> = {
  aws_db_instance: ["engine_version", "parameter_group_name"],
  aws_eks_cluster: ["version"],
  aws_eks_node_group: ["version", "release_version"],
  aws_eks_addon: ["addon_version"],
  helm_release: ["version"],
};

const change = (what: string, { before, after }: AttributeChange) =>
  `${what}: ${before ?? "none"} → ${after ?? "none"}`;

/** The changed versions of what an updated resource runs; of a release also its images. */
export function versionSentences(
  type: string,
  attributes: readonly AttributeChange[],
  objects: readonly ObjectChange[] = [],
): string[] {
  const own = attributes.filter(({ path }) => versionAttributes[type]?.includes(path));
  const images = objects.flatMap(({ object, attributes: inner }) =>
    inner
      .filter(
        ({ path, before, after }) => /(^|\.)image$/.test(path) && before !== undefined && after !== undefined,
      )
      .map((image) => ({ object, image })),
  );
  const texts = new Map<string, string[]>();
  for (const { object, image } of images) {
    const text = change("image", image);
    texts.set(text, [...(texts.get(text) ?? []), object]);
  }
  return [
    ...own.map((one) => change(one.path, one)),
    ...[...texts].map(([text, users]) => `${text} (${users.join(", ")})`),
  ];
}
