import type { Effect } from "../../modules/kit/change";
import type { PolicyReview } from "../policy";

/** What happens to a resource. `move`, `import` and `forget` change only the state. */
export type Action = "create" | "update" | "replace" | "delete" | "forget" | "move" | "import" | "run";

/** What a reviewer must know first, from the most to the least severe. */
export const risks = [
  "data",
  "destruction",
  "interruption",
  "access",
  "protection",
  "uncertain",
  "version",
  "rolling",
  "jobs",
] as const;

export type Risk = (typeof risks)[number];

/** What each risk is, as a heading. */
export const riskTitles: Readonly<Record<Risk, string>> = {
  data: "Data is lost",
  destruction: "Destroyed or replaced",
  interruption: "Interrupted",
  access: "Access is widened",
  protection: "Protection or retention is lowered",
  uncertain: "Known only during the apply",
  version: "Versions change",
  rolling: "Pods or nodes are replaced, one after another",
  jobs: "Jobs run",
};

/** A risk of a change. Sentences have no sensitive value. */
export interface RiskRow {
  readonly risk: Risk;
  readonly stack: string;
  readonly address: string;
  readonly sentence: string;
  /** The cause, if it is another change: the address of a resource, with the attribute that forces it. */
  readonly cause?: string;
}

/** A value of an attribute, as a person reads it: sensitive ones are not shown. */
export interface AttributeChange {
  /** Such as `ingress[0].cidr_blocks`. */
  readonly path: string;
  /** Undefined if there is none. */
  readonly before?: string;
  readonly after?: string;
  /** Whether it forces the replacement of the resource. */
  readonly forces?: true;
}

/** A change of a Kubernetes object of a Helm release. */
export interface ObjectChange {
  /** Such as `Deployment artist/api`. */
  readonly object: string;
  readonly action: "create" | "update" | "delete" | "run";
  readonly attributes: readonly AttributeChange[];
}

/** A change of a resource. */
export interface ChangeReview {
  readonly address: string;
  /** Where its construct is in the stack, such as `network/flow-logs`; empty if that is not known. */
  readonly module: string;
  readonly type: string;
  readonly action: Action;
  /** Its address before a move. */
  readonly previousAddress?: string;
  readonly effect: Effect;
  readonly attributes: readonly AttributeChange[];
  /** The objects of a Helm release; undefined if its chart cannot be rendered. */
  readonly objects?: readonly ObjectChange[];
  /** Whether the chart before the change is not here, so that the objects differ only as the values do. */
  readonly isOfOneChart?: true;
  /** Of drift: whether an apply leaves it as it is. */
  readonly isKept?: true;
}

/** The review of a stack. */
export interface StackReview {
  readonly stack: string;
  readonly outcome: "planned" | "failed" | "skipped" | "removed" | "undeployed";
  /** Why there is no plan. */
  readonly reason?: string;
  readonly changes: readonly ChangeReview[];
  /** What differs from the state outside of Terraform. */
  readonly drift: readonly ChangeReview[];
  /** Outputs that change, by name. */
  readonly outputs: readonly AttributeChange[];
  /** Whether Terraform read the resources, so that what changed outside of it is known. */
  readonly isRefreshed: boolean;
  readonly provisional: readonly string[];
  readonly mocked: readonly string[];
}

/** What a change would do: the content of a report. */
export interface Review {
  readonly stacks: readonly StackReview[];
  /** In the order of {@link risks}. */
  readonly risks: readonly RiskRow[];
  /** What the rules of this project say. */
  readonly policy: PolicyReview;
  /** What the changes cost by list prices, in a line or several; empty if the cost stays the same. */
  readonly costs: readonly string[];
  /** What the changed resources are used by, also from other stacks. */
  readonly dependencies: readonly Dependency[];
}

/** A resource with all its instances, or an output such as `output.vpc_id` that is not from a resource. */
export interface Part {
  readonly stack: string;
  /** Without the key of an instance. */
  readonly address: string;
  /** As that of a {@link ChangeReview}. */
  readonly module: string;
}

/** A part that uses a changed one. */
export interface Dependency {
  /** What uses the other: it may be unchanged itself. */
  readonly from: Part;
  /** What changes. */
  readonly to: Part;
}

/** The content of the review of a stack without a plan. */
export const nothing = {
  changes: [],
  drift: [],
  outputs: [],
  isRefreshed: true,
  provisional: [],
  mocked: [],
};
