/** A block of JSON. */
export type Block = Readonly<Record<string, unknown>>;

/** A planned change of a resource. https://developer.hashicorp.com/terraform/internals/json-format#change-representation */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly actions: readonly string[];
  /** Attributes before; undefined if the resource is created. */
  readonly before: Block | undefined;
  /** Attributes afterwards, without those that are known only after the apply; undefined if the resource is deleted. */
  readonly after: Block | undefined;
  /** True in place of each attribute that is known only after the apply. */
  readonly afterUnknown: Block;
  /** True in place of each sensitive attribute, before and afterwards. The values themselves are in clear text. */
  readonly beforeSensitive?: Block;
  readonly afterSensitive?: Block;
}

/** What is read of a plan: `terraform show -json`. */
export interface PlanJson {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before: Block | null;
      readonly after: Block | null;
      readonly after_unknown: Block | boolean;
      readonly before_sensitive?: Block | boolean;
      readonly after_sensitive?: Block | boolean;
    };
  }[];
  readonly output_changes?: Readonly<
    Record<string, { readonly before: unknown; readonly after: unknown; readonly after_unknown: unknown }>
  >;
}

const marks = (value: Block | boolean | undefined): Block => (typeof value === "object" ? value : {});

/** The resources of a plan, also those that stay as they are, without data sources. */
export const plannedResources = ({ resource_changes: changes = [] }: PlanJson): ResourceChange[] =>
  changes
    .filter(({ mode }) => mode === "managed")
    .map(({ address, type, change }) => ({
      address,
      type,
      actions: change.actions,
      before: change.before ?? undefined,
      after: change.after ?? undefined,
      afterUnknown: marks(change.after_unknown),
      beforeSensitive: marks(change.before_sensitive),
      afterSensitive: marks(change.after_sensitive),
    }));

/** The resources that a plan changes, without data sources. */
export const resourceChanges = (plan: PlanJson): ResourceChange[] =>
  plannedResources(plan).filter(({ actions }) => actions.join() !== "no-op");

/** Whether anything is marked in what lies beside a value: `after_unknown`, `after_sensitive`. */
export const isMarked = (marks: unknown): boolean => JSON.stringify(marks ?? false).includes("true");

/** The attributes whose values differ, or are known only after the apply. */
export function changedAttributes({ before = {}, after = {}, afterUnknown }: ResourceChange): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(afterUnknown)]);
  return [...names].filter(
    (name) =>
      JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null) ||
      isMarked(afterUnknown[name]),
  );
}
