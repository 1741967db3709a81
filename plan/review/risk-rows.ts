import type { Finding } from "../access";
import type { PlannedEffect } from "../effects";
import { changedAttributes, isMarked, type Block, type ResourceChange } from "../plan-json";
import { rootOf, type Cause } from "./causes";
import { consequences, dataHolders, lowered } from "./data";
import type { ChangeReview, Risk, RiskRow } from "./review";
import { versionSentences } from "./versions";

type Row = Omit<RiskRow, "stack">;

const isReplaced = ({ action }: ChangeReview) => action === "replace";

/** What is known about the other changes of a plan. */
export interface PlanContext {
  readonly changes: readonly ResourceChange[];
  readonly causes: ReadonlyMap<string, Cause>;
  /** The names of the attributes of a resource in the configuration. */
  readonly configured: (change: ResourceChange) => ReadonlySet<string> | undefined;
}

/** A resource with the same settings that is created beside one that is deleted: it may only have another name. */
function renamedTo(change: ResourceChange, { changes, configured }: PlanContext): string | undefined {
  const alike = changes.filter((other) => {
    if (other.type !== change.type || other.actions.join() !== "create") {
      return false;
    }
    const names = configured(other);
    const differing = changedAttributes({ ...other, before: change.before });
    return differing.every((name) => isMarked(other.afterUnknown[name]) || names?.has(name) === false);
  });
  return alike.length === 1 ? alike[0]?.address : undefined;
}

/** The sentence and cause of a destruction. */
function destruction(change: ResourceChange, review: ChangeReview, context: PlanContext): Row[] {
  const { causes } = context;
  const { address, type, actions } = change;
  const lost = Object.hasOwn(dataHolders, type) ? dataHolders[type]?.(change.before as Block) : undefined;
  const consequence = lost ?? (Object.hasOwn(consequences, type) ? consequences[type] : undefined);
  const cause = causes.get(address);
  const renamed = isReplaced(review) ? undefined : renamedTo(change, context);
  const verb = isReplaced(review)
    ? actions[0] === "create"
      ? "is replaced; the new one is made first"
      : "is deleted, then made again"
    : "is deleted";
  const later = cause?.isUncertain ? ", whose value is known only during the apply" : "";
  const forced = cause?.attributes.length ? ` (${cause.attributes.join(", ")} forces it${later})` : "";
  const isAbsent = isReplaced(review) && lost !== undefined && actions[0] === "delete";
  const absent = isAbsent ? "; it is not available until the new one is made" : "";
  const hint =
    renamed === undefined ? "" : `; ${renamed} is made with the same settings: a moved block keeps it`;
  const root = cause?.from.length ? rootOf(address, causes) : undefined;
  const risk: Risk = lost === undefined ? "destruction" : "data";
  return [
    {
      risk,
      address,
      sentence: `${verb}${forced}${consequence === undefined ? "" : `: ${consequence}`}${absent}${hint}`,
      ...(root !== undefined && root !== address && { cause: root }),
    },
  ];
}

const riskOfEffect: Partial<Record<PlannedEffect["effect"], Risk>> = {
  interruption: "interruption",
  rolling: "rolling",
  removal: "destruction",
  replacement: "destruction",
};

/** When an interruption happens, where the resource says it. */
function timeOf({ type, after }: ResourceChange): string {
  if (type !== "aws_db_instance") {
    return "";
  }
  return after?.["apply_immediately"] === true
    ? " (at once)"
    : ` (in the maintenance window ${String(after?.["maintenance_window"] ?? "that RDS chose")})`;
}

/** The effects of an update that are more than `in place`; one row for each reason. */
function interruptions(change: ResourceChange, effects: readonly PlannedEffect[]): Row[] {
  const { address } = change;
  const rows = new Map<string, { readonly risk: Risk; readonly parts: string[]; readonly reason: string }>();
  for (const { effect, where, reason } of effects) {
    const risk = riskOfEffect[effect];
    if (risk) {
      const text = reason ?? (effect === "removal" ? "is deleted" : "is deleted, and made again");
      const key = `${risk} ${text}`;
      const row = rows.get(key) ?? { risk, parts: [], reason: text };
      row.parts.push(where.slice(address.length).replace(/^[.:] ?/, ""));
      rows.set(key, row);
    }
  }
  return [...rows.values()].map(({ risk, parts, reason }) => ({
    risk,
    address,
    sentence:
      `${parts.filter((part) => part !== "").join(", ")}: ${reason}`.replace(/^: /, "") +
      (risk === "interruption" ? timeOf(change) : ""),
  }));
}

/** Types whose removal takes a rule away, not what it is for. */
const isRule =
  /_(policy|attachment|permission|rule|grant|association|block|controls|encryption_configuration)$/;

/** Whether a change can widen access: with a deleted resource goes all that was allowed on it. */
export const grantsAccess = ({ action, type }: ChangeReview) => action !== "delete" || isRule.test(type);

/**
 * The rows of findings about access and protection. Narrowed access and raised protection are no risk.
 *
 * @param causeOf The made resource from which values of a change come that are not known yet.
 * @param isNew Whether a resource of a finding has a name that is not known yet.
 */
export function accessRows(
  findings: readonly Finding[],
  causeOf: (address: string) => string | undefined,
  isNew: (resource: string) => boolean,
): Row[] {
  // Access to what takes the place of something else: whether it is more is known only with its name.
  const isAboutNew = ({ resources }: Finding) => resources.length > 0 && resources.every(isNew);
  return findings
    .filter(({ direction }) => direction === "widened" || direction === "lowered")
    .map((found): Row => {
      const { kind, address, doubt } = found;
      const isUnknown = doubt === "known only after the apply" || isAboutNew(found);
      const cause = doubt === "known only after the apply" ? causeOf(address) : undefined;
      const risk = isUnknown ? "uncertain" : kind === "protection" ? "protection" : "access";
      return { risk, address, sentence: sentenceOf(found), ...(cause !== undefined && { cause }) };
    });
}

/** The sentence of a finding, with what it means. */
function sentenceOf({ kind, actions, sentence }: Finding): string {
  const [attribute = ""] = kind === "protection" ? actions : [];
  const meaning = Object.hasOwn(lowered, attribute) ? ` (${lowered[attribute]})` : "";
  return `${sentence.replace(/^(0\.0\.0\.0\/0|::\/0)(?= )/, "$1, every address of the internet,")}${meaning}`;
}

/** The row of a resource that somebody deleted outside of Terraform. */
export const deletionRows = ({ address, type, action }: ChangeReview): Row[] =>
  action !== "delete"
    ? []
    : Object.hasOwn(dataHolders, type)
      ? [{ risk: "data", address, sentence: "was deleted, with the data in it" }]
      : [{ risk: "destruction", address, sentence: "was deleted" }];

/** Silence about objects that nobody compared would read as if they stayed. */
const notCompared = ({ address, type }: ResourceChange, { action, objects }: ChangeReview): Row[] =>
  type === "helm_release" && action === "update" && objects === undefined
    ? [
        {
          risk: "uncertain",
          address,
          sentence:
            "its Kubernetes objects are not compared: Helm or the chart is not here, or a value is not known yet",
        },
      ]
    : [];

/** The rows of a change, besides access and protection. */
export function rowsOf(
  change: ResourceChange,
  review: ChangeReview,
  effects: readonly PlannedEffect[],
  context: PlanContext,
): Row[] {
  if (review.action === "delete" || effects.some(({ effect }) => effect === "replacement")) {
    return destruction(change, review, context);
  }
  if (review.action === "forget") {
    return [
      {
        risk: "destruction",
        address: change.address,
        sentence: "stays in AWS, and Terraform does not manage it any more",
      },
    ];
  }
  if (review.action !== "update" && review.action !== "replace") {
    return [];
  }
  const versions = versionSentences(change.type, review.attributes, review.objects);
  const jobs = (review.objects ?? []).filter(({ action }) => action === "run");
  return [
    ...interruptions(change, effects),
    ...versions.map((sentence): Row => ({ risk: "version", address: change.address, sentence })),
    ...jobs.map(({ object }): Row => ({ risk: "jobs", address: change.address, sentence: object })),
    ...notCompared(change, review),
  ];
}
