import { accessFindings } from "../access";
import { effectsOfChange, type PlannedEffect } from "../effects";
import { effects } from "../../modules/kit/change";
import {
  driftOf,
  isMarked,
  reviewedChanges,
  withoutKey,
  type Block,
  type PlanJson,
  type ResourceChange,
} from "../plan-json";
import { effectsOfRelease, renderedRelease, type Rendering, type RenderedRelease } from "../release-objects";
import { withoutRefresh, type StackPlan } from "../stack-plans";
import { attributeChanges, differences, driftedAttributes } from "./attributes";
import { blocksOf, moduleOf } from "./blocks";
import { causesOf, referencesOf, rootOf, waitsOf } from "./causes";
import { costsOf } from "./costs";
import { dependenciesOf } from "./dependencies";
import { objectChanges } from "./releases";
import {
  risks,
  type Action,
  type AttributeChange,
  type ChangeReview,
  type Review,
  type RiskRow,
  type StackReview,
} from "./review";
import { accessRows, grantsAccess, rowsOf } from "./risk-rows";
import { usedRows } from "./used";
import { shown } from "./shown";

export * from "./review";

/** How plans are reviewed. */
export interface ReviewOptions {
  /** The synthesized configuration of a stack. */
  readonly configurationOf: (stack: string) => Block;
  /** Brings the changes of a plan into the form that the providers would give them. @default as they are */
  readonly changesOf?: (changes: readonly ResourceChange[]) => ResourceChange[];
  /** How the charts of a stack are rendered. @default releases are compared value by value */
  readonly renderingOf?: (stack: string) => Rendering | undefined;
  /** Stacks that the configuration does not have any more. @default none */
  readonly removed?: readonly string[];
}

/** The first of these whose Terraform actions a change has. */
const actions: readonly (readonly [Action, readonly string[]])[] = [
  ["replace", ["create", "delete"]],
  ["create", ["create"]],
  ["delete", ["delete"]],
  ["forget", ["forget"]],
  ["update", ["update"]],
];

function actionOf(change: ResourceChange): Action {
  const [action] = actions.find(([, all]) => all.every((one) => change.actions.includes(one))) ?? [];
  return action ?? (change.isImported ? "import" : "move");
}

const mostSevere = (found: readonly PlannedEffect[]) =>
  effects.findLast((effect) => found.some((one) => one.effect === effect)) ?? "none";

/** Reviews the saved plan of a stack. */
class PlanReviewer {
  private readonly blocks: ReadonlyMap<string, Block>;
  private readonly types: ReadonlySet<string>;
  private readonly changes: readonly ResourceChange[];

  constructor(
    private readonly stack: string,
    private readonly plan: PlanJson,
    private readonly placeholders: ReadonlyMap<string, string>,
    private readonly options: ReviewOptions,
  ) {
    this.blocks = blocksOf(options.configurationOf(stack));
    this.types = new Set([...this.blocks.keys()].map((address) => address.replace(/\..*/, "")));
    this.changes = this.inTheirForm(reviewedChanges(plan));
  }

  async review(): Promise<{ readonly changes: ChangeReview[]; readonly rows: RiskRow[] }> {
    const references = referencesOf(this.plan);
    const causes = causesOf(this.changes, references);
    const context = {
      changes: this.changes,
      causes,
      configured: (change: ResourceChange) => this.configured(change),
    };
    const reviewed = this.changes.map((change) => {
      const rendered = this.rendered(change);
      const found =
        rendered && change.actions.join() === "update"
          ? effectsOfRelease(change, rendered)
          : effectsOfChange(change);
      return { change, found, review: this.reviewOf(change, found, rendered) };
    });
    const rows = reviewed.flatMap(({ change, found, review }) => rowsOf(change, review, found, context));
    const findings = await accessFindings(
      reviewed.filter(({ review }) => grantsAccess(review)).map(({ change }) => this.withoutComputed(change)),
    );
    const waiting = waitsOf(this.changes, references);
    const causeOf = (address: string) => {
      const from = waiting.get(address);
      return from === undefined ? undefined : rootOf(from, causes);
    };
    const isNew = (resource: string) => [...this.placeholders.keys()].some((text) => resource.includes(text));
    const access = accessRows(findings, causeOf, isNew);
    return {
      changes: reviewed.map(({ review }) => review),
      rows: [...rows, ...access].map((row) => ({ ...row, stack: this.stack })),
    };
  }

  drift(): ChangeReview[] {
    return this.inTheirForm(driftOf(this.plan))
      .map((change) => ({
        ...this.reviewOf(change, effectsOfChange(change), undefined),
        attributes: driftedAttributes(change, this.configured(change) ?? new Set(), this.types),
      }))
      .filter(({ action, attributes }) => action !== "update" || attributes.length > 0);
  }

  outputs(): AttributeChange[] {
    return Object.entries(this.plan.output_changes ?? {}).flatMap(([name, change]) =>
      differences(
        name,
        shown(change.before, undefined, change.before_sensitive, name, name),
        shown(change.after, change.after_unknown, change.after_sensitive, name, name),
      ),
    );
  }

  private inTheirForm(changes: readonly ResourceChange[]): readonly ResourceChange[] {
    return this.options.changesOf?.(changes) ?? changes;
  }

  /** A change without what is known only after the apply because the provider computes it. */
  private withoutComputed(change: ResourceChange): ResourceChange {
    const configured = this.configured(change);
    const isComputed = (name: string) =>
      configured !== undefined && !configured.has(name) && isMarked(change.afterUnknown[name]);
    const kept = (block: Block) =>
      Object.fromEntries(Object.entries(block).filter(([name]) => !isComputed(name)));
    return {
      ...change,
      before: change.before && kept(change.before),
      after: change.after && kept(change.after),
      afterUnknown: kept(change.afterUnknown),
    };
  }

  /** The names of the attributes of a resource in the configuration. */
  private configured({ address }: ResourceChange): ReadonlySet<string> | undefined {
    const block = this.blocks.get(withoutKey(address));
    return block && new Set(Object.keys(block));
  }

  private rendered(change: ResourceChange): RenderedRelease | undefined {
    const rendering = change.type === "helm_release" ? this.options.renderingOf?.(this.stack) : undefined;
    try {
      return rendering && renderedRelease(change, rendering);
    } catch {
      return undefined; // The chart refuses the values: `helm upgrade` says it when the release is applied.
    }
  }

  private reviewOf(
    change: ResourceChange,
    found: readonly PlannedEffect[],
    rendered: RenderedRelease | undefined,
  ): ChangeReview {
    return {
      address: change.address,
      module: moduleOf(this.blocks.get(withoutKey(change.address))),
      type: change.type,
      action: actionOf(change),
      ...(change.previousAddress !== undefined && { previousAddress: change.previousAddress }),
      effect: mostSevere(found),
      attributes: attributeChanges(change, this.configured(change)),
      ...(rendered && { objects: objectChanges(rendered) }),
      ...(rendered?.isOfOneChart && { isOfOneChart: true as const }),
    };
  }
}

/** A value in which the name of an output takes the place of each text that stands for its value. */
function named<T>(value: T, placeholders: ReadonlyMap<string, string>): T {
  if (typeof value === "string") {
    const replace = (text: string, [placeholder, name]: readonly [string, string]) =>
      text.replaceAll(placeholder, name);
    return [...placeholders].reduce<string>(replace, value) as T;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const parts = Object.entries(value).map(
    ([key, part]) => [key, named(part as unknown, placeholders)] as const,
  );
  return (Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as T;
}

async function reviewOfStack(
  planned: StackPlan,
  options: ReviewOptions,
): Promise<{ readonly review: StackReview; readonly rows: readonly RiskRow[] }> {
  const { stack, outcome } = planned;
  if (outcome !== "planned") {
    return { review: { stack, outcome, reason: planned.reason, ...none }, rows: [] };
  }
  const { plan, flags, provisional, mocked, placeholders } = planned;
  const reviewer = new PlanReviewer(stack, plan, placeholders, options);
  const { changes, rows } = await reviewer.review();
  const drift = reviewer.drift();
  const review = {
    stack,
    outcome,
    changes,
    drift,
    outputs: reviewer.outputs(),
    isRefreshed: !flags.includes(withoutRefresh),
    provisional,
    mocked,
  };
  return named({ review, rows }, placeholders);
}

const none = { changes: [], drift: [], outputs: [], isRefreshed: true, provisional: [], mocked: [] };

const removedStack = (stack: string): StackReview => ({
  stack,
  outcome: "removed",
  reason:
    "its resources stay in AWS, and nothing manages them any more: destroy it with a commit that has it",
  ...none,
});

/** Reviews plans: what they change, and what a reviewer must know first. */
export async function reviewOf(plans: readonly StackPlan[], options: ReviewOptions): Promise<Review> {
  const reviewed = await Promise.all(plans.map((plan) => reviewOfStack(plan, options)));
  const rows = [...reviewed.flatMap((one) => one.rows), ...usedRows(plans)];
  const stacks = [...reviewed.map(({ review }) => review), ...(options.removed ?? []).map(removedStack)];
  return {
    stacks,
    risks: rows.toSorted((one, other) => risks.indexOf(one.risk) - risks.indexOf(other.risk)),
    costs: costsOf(
      plans.filter((plan) => plan.outcome === "planned"),
      (changes) => options.changesOf?.(changes) ?? changes,
    ),
    dependencies: dependenciesOf(plans, stacks, options.configurationOf),
  };
}
