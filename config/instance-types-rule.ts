import { databaseFamilies, instanceFamilies } from "./instance-types";
import type { StageRule } from "./stage-rule";

/** Text of what is accepted in place of a type that does not exist; undefined if it exists. */
function acceptedFor(type: string, families: typeof instanceFamilies, prefix: string): string | undefined {
  const [family = "", size = ""] = type.slice(prefix.length).split(".");
  const sizes = families.get(family);
  if (sizes?.includes(size)) {
    return undefined;
  }
  if (sizes) {
    return `a size that ${prefix}${family} has: ${sizes.join(", ")}`;
  }
  const letter = /^[a-z]/.exec(family)?.[0] ?? "";
  const near = [...families.keys()].filter((one) => one.startsWith(letter)).map((one) => prefix + one);
  return `a family of config/instance-types.ts${near.length ? `, such as ${near.join(", ")}` : ""}`;
}

const partsOf = (family: string) => {
  const [, category = "", generation = ""] = /^([a-z]+)([0-9]+)/.exec(family) ?? [];
  return { category, generation: Number(generation) };
};

const ofGeneration = (minimum: number) =>
  [...instanceFamilies].filter(([family]) => partsOf(family).generation >= minimum);

const categoriesOf = (minimumGeneration: number) => [
  ...new Set(ofGeneration(minimumGeneration).map(([family]) => partsOf(family).category)),
];

/** The sizes that Karpenter can choose of the categories and generations of a node pool. */
const sizesOfPool = (categories: readonly (string | undefined)[], minimumGeneration: number) => [
  ...new Set(
    ofGeneration(minimumGeneration)
      .filter(([family]) => categories.includes(partsOf(family).category))
      .flatMap(([, sizes]) => sizes),
  ),
];

/**
 * Instance types and classes exist: AWS refuses others only during an apply, and Karpenter makes no node, without an error.
 * Whether a region has them is not known here.
 */
export const instanceTypesExist: StageRule = ({ stage, refuse }) => {
  const { instanceClass } = stage.database ?? {};
  const database =
    instanceClass === undefined ? undefined : acceptedFor(instanceClass, databaseFamilies, "db.");
  if (database !== undefined) {
    refuse(["database", "instanceClass"], instanceClass, database);
  }
  for (const [index, type] of stage.cluster?.nodeGroup?.instanceTypes?.entries() ?? []) {
    const accepted = type === undefined ? undefined : acceptedFor(type, instanceFamilies, "");
    if (accepted !== undefined) {
      refuse(["cluster", "nodeGroup", "instanceTypes", index], type, accepted);
    }
  }
  const { instanceCategories, minimumGeneration, instanceSizes } = stage.platform?.nodePool ?? {};
  if (!instanceCategories || minimumGeneration === undefined || !instanceSizes) {
    return;
  }
  const categories = categoriesOf(minimumGeneration);
  for (const [index, category] of instanceCategories.entries()) {
    if (category !== undefined && !categories.includes(category)) {
      refuse(
        ["platform", "nodePool", "instanceCategories", index],
        category,
        categories.length > 0
          ? `a category with instance types of x86-64 of generation ${minimumGeneration} or newer: ${categories.join(", ")}`
          : "any category, with a lower minimumGeneration: no instance type of x86-64 has this one",
      );
    }
  }
  const sizes = sizesOfPool(instanceCategories, minimumGeneration);
  for (const [index, size] of instanceSizes.entries()) {
    if (size !== undefined && sizes.length > 0 && !sizes.includes(size)) {
      refuse(
        ["platform", "nodePool", "instanceSizes", index],
        size,
        `a size of the instance types of these categories and generations: ${sizes.join(", ")}`,
      );
    }
  }
};
