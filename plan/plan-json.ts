/** A block of JSON. */
export type Block = Readonly<Record<string, unknown>>;

export const isBlock = (value: unknown): value is Block => typeof value === "object" && value !== null;

/** The items of a list; none of anything else. */
export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

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
  /** The address before a move. */
  readonly previousAddress?: string;
  /** Paths of the attributes that force a replacement. */
  readonly replacePaths?: readonly (readonly (string | number)[])[];
  /** Why Terraform chose the actions, such as `replace_because_tainted`. */
  readonly reason?: string;
  readonly isImported?: true;
}

/** A resource in a plan. https://developer.hashicorp.com/terraform/internals/json-format#resource-change-representation */
interface PlannedResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly previous_address?: string;
  readonly action_reason?: string;
  /** Of an object that an interrupted replacement left behind. */
  readonly deposed?: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Block | null;
    readonly after: Block | null;
    readonly after_unknown: Block | boolean;
    readonly before_sensitive?: Block | boolean;
    readonly after_sensitive?: Block | boolean;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
    readonly importing?: Block | null;
  };
}

/** A resource in the configuration of a plan. https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation */
export interface ConfiguredResource {
  readonly address: string;
  readonly mode: string;
  readonly expressions?: Block;
  readonly depends_on?: readonly string[];
}

/** What is read of a plan: `terraform show -json`. */
export interface PlanJson {
  /** Whether an apply would do anything: also a change of outputs alone. */
  readonly applyable?: boolean;
  readonly resource_changes?: readonly PlannedResource[];
  /** What differs from the state outside of Terraform. */
  readonly resource_drift?: readonly PlannedResource[];
  /** The state, refreshed: what is deployed now. */
  readonly prior_state?: {
    readonly values?: {
      readonly root_module?: {
        readonly resources?: readonly {
          readonly mode: string;
          readonly type: string;
          readonly values: Block;
        }[];
      };
    };
  };
  readonly configuration?: {
    readonly root_module?: { readonly resources?: readonly ConfiguredResource[]; readonly outputs?: Block };
  };
  readonly output_changes?: Readonly<
    Record<
      string,
      {
        readonly before: unknown;
        readonly after: unknown;
        readonly after_unknown: unknown;
        readonly before_sensitive?: unknown;
        readonly after_sensitive?: unknown;
      }
    >
  >;
}

const marks = (value: Block | boolean | undefined): Block => (typeof value === "object" ? value : {});

function resourceChange(planned: PlannedResource): ResourceChange {
  const { address, type, change, previous_address: previous, deposed } = planned;
  return {
    address: deposed === undefined ? address : `${address} (deposed object ${deposed})`,
    type,
    actions: change.actions,
    before: change.before ?? undefined,
    after: change.after ?? undefined,
    afterUnknown: marks(change.after_unknown),
    beforeSensitive: marks(change.before_sensitive),
    afterSensitive: marks(change.after_sensitive),
    ...(previous !== undefined && previous !== address && { previousAddress: previous }),
    ...(change.replace_paths && { replacePaths: change.replace_paths }),
    ...(planned.action_reason !== undefined && { reason: planned.action_reason }),
    ...(change.importing && { isImported: true as const }),
  };
}

const managed = (planned: readonly PlannedResource[] = []) =>
  planned.filter(({ mode }) => mode === "managed").map(resourceChange);

/** The resources of a plan, also those that stay as they are, without data sources. */
export const plannedResources = (plan: PlanJson): ResourceChange[] => managed(plan.resource_changes);

const isChange = ({ actions }: ResourceChange) => actions.join() !== "no-op";

/** The resources that a plan changes, without data sources. */
export const resourceChanges = (plan: PlanJson): ResourceChange[] => plannedResources(plan).filter(isChange);

/** As {@link resourceChanges}, with those that only get another address, or are only imported. */
export const reviewedChanges = (plan: PlanJson): ResourceChange[] =>
  plannedResources(plan).filter(
    (change) => isChange(change) || change.previousAddress !== undefined || change.isImported,
  );

/** What differs from the state outside of Terraform, without data sources. */
export const driftOf = (plan: PlanJson): ResourceChange[] => managed(plan.resource_drift).filter(isChange);

/** The address of a resource without the keys of its instances: `aws_subnet.a["x"]` is `aws_subnet.a`. */
export const withoutKey = (address: string) => address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\](?= |$)/, "");

/** Whether anything is marked in what lies beside a value: `after_unknown`, `after_sensitive`. */
export const isMarked = (marks: unknown): boolean => JSON.stringify(marks ?? false).includes("true");

/** Whether the provider computes an attribute: it is known only after the apply, and the resource's block does not set it. */
export const isComputed = ({ afterUnknown }: ResourceChange, block: Block | undefined, name: string) =>
  block !== undefined && !Object.hasOwn(block, name) && isMarked(afterUnknown[name]);

/** The attributes whose values differ, or are known only after the apply. */
export function changedAttributes({ before = {}, after = {}, afterUnknown }: ResourceChange): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(afterUnknown)]);
  return [...names].filter(
    (name) =>
      JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null) ||
      isMarked(afterUnknown[name]),
  );
}

/** The resources that a part of a configuration refers to. */
export function referencesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const { references, ...others } = value as { references?: unknown };
  const own = Array.isArray(references) ? references.map(String) : [];
  return [...own, ...Object.values(others).flatMap(referencesIn)];
}
