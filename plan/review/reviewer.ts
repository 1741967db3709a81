import { accessFindings } from "../access";
import { effectsOfChange, type PlannedEffect } from "../effects";
import { effects } from "../../modules/kit/change";
import {
  changedAttributes,
  driftOf,
  isMarked,
  plannedResources,
  reviewedChanges,
  withoutKey,
  type Block,
  type PlanJson,
  type ResourceChange,
} from "../plan-json";
import { effectsOfRelease, renderedRelease, type Rendering, type RenderedRelease } from "../release-objects";
import { policyRows, type PolicyReview, type PolicyRow } from "../policy";
import type { Permissions } from "../policy/permissions";
import { additionsTo } from "./additions";
import { attributeChanges, differences, driftedAttributes } from "./attributes";
import { blocksOf, moduleOf } from "./blocks";
import { causesOf, referencesOf, rootOf, waitsOf } from "./causes";
import { References, resourceOf } from "./dependencies";
import { pendingPart } from "./pending";
import { objectChanges } from "./releases";
import type { Action, AttributeChange, ChangeReview, RiskRow } from "./review";
import { accessRows, deletionRows, grantsAccess, rowsOf } from "./risk-rows";
import { shown } from "./shown";

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
  /** What another tool says about the cost, a line each. @default nothing */
  readonly otherCosts?: readonly string[];
  /** With what the rules of the policy decide. @default they are not asked */
  readonly policy?: PolicyOptions;
}

/** With what the rules of the policy decide. */
export interface PolicyOptions {
  /** The synthesized configuration of a stack at the base; undefined without a base, or if it had no such stack. */
  readonly baseConfigurationOf: (stack: string) => Block | undefined;
  /** The tags that each resource of a stack has. */
  readonly tagsOf: (stack: string) => Readonly<Record<string, string>>;
  readonly permissions: Permissions;
  /** Whether a stack has a plan, or would have one if it changed. */
  readonly isReviewed: (stack: string) => boolean;
  /** What other tools than these rules found. @default nothing */
  readonly others?: PolicyReview;
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

/** The attributes that a plan changes to values that it knows. */
const knownChanges = (change: ResourceChange) =>
  changedAttributes(change).filter((name) => !isMarked(change.afterUnknown[name]));

/** Whether a plan changes what somebody changed. */
const takesBack = (planned: ResourceChange | undefined, drift: ResourceChange) =>
  planned !== undefined &&
  (planned.actions.join() !== "update" ||
    changedAttributes(planned).some((name) => changedAttributes(drift).includes(name)));

const mostSevere = (found: readonly PlannedEffect[]) =>
  effects.findLast((effect) => found.some((one) => one.effect === effect)) ?? "none";

/** Reviews the saved plan of a stack. */
export class PlanReviewer {
  private readonly blocks: ReadonlyMap<string, Block>;
  private readonly changes: readonly ResourceChange[];

  constructor(
    private readonly stack: string,
    private readonly plan: PlanJson,
    private readonly placeholders: ReadonlyMap<string, string>,
    private readonly options: ReviewOptions,
  ) {
    this.blocks = blocksOf(options.configurationOf(stack));
    this.changes = this.inTheirForm(reviewedChanges(plan));
  }

  /** What the rules say, also about resources that stay as they are. */
  policy(
    { baseConfigurationOf, tagsOf, permissions }: PolicyOptions,
    renderings: ReadonlyMap<string, RenderedRelease>,
  ): PolicyRow[] {
    const { stack, plan, blocks } = this;
    const baseConfiguration = baseConfigurationOf(stack);
    return policyRows(
      {
        stack,
        plan,
        blocks,
        changes: this.inTheirForm(plannedResources(plan)),
        baseBlocks: baseConfiguration && blocksOf(baseConfiguration),
        configuration: this.options.configurationOf(stack),
        baseConfiguration,
        placeholders: [...this.placeholders.keys()],
        tags: tagsOf(stack),
        rendered: ({ address }) => renderings.get(address),
      },
      permissions,
    );
  }

  /** What the plan changes, what it means, and the rendered releases by address. */
  async review(): Promise<{
    readonly changes: ChangeReview[];
    readonly rows: RiskRow[];
    readonly renderings: ReadonlyMap<string, RenderedRelease>;
  }> {
    const renderings = new Map<string, RenderedRelease>();
    const references = referencesOf(this.plan);
    const causes = causesOf(this.changes, references);
    const context = {
      changes: this.changes,
      causes,
      configured: (change: ResourceChange) => this.configured(change),
    };
    const reviewed = this.changes.map((change) => {
      const rendered = this.rendered(change);
      if (rendered) {
        renderings.set(change.address, rendered);
      }
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
      renderings,
    };
  }

  /** What somebody changed outside of Terraform, and what it means for access, protection and data. */
  async drift(): Promise<{ readonly changes: ChangeReview[]; readonly rows: RiskRow[] }> {
    const without = additionsTo(this.plan);
    const drifted = this.inTheirForm(driftOf(this.plan)).map((one) => {
      const change = without(one);
      const planned = this.changes.find(({ address }) => address === change.address);
      const review = {
        ...this.reviewOf(change, effectsOfChange(change), undefined),
        attributes: driftedAttributes(
          change,
          new Set([...(this.configured(change) ?? []), ...(planned ? knownChanges(planned) : [])]),
        ),
        ...(!takesBack(planned, change) && { isKept: true as const }),
      };
      return { change, review };
    });
    const findings = await accessFindings(
      drifted.filter(({ review }) => grantsAccess(review)).map(({ change }) => change),
    );
    const none = () => undefined;
    const rows = [
      ...accessRows(findings, none, () => false),
      ...drifted.flatMap(({ review }) => deletionRows(review)),
    ].map((row) => ({ ...row, stack: this.stack }));
    const isFound = new Set(rows.map(({ address }) => address));
    const changes = drifted
      .map(({ review }) => review)
      .filter(
        ({ action, attributes, address }) =>
          action !== "update" || attributes.length > 0 || isFound.has(address),
      );
    return { changes, rows };
  }

  /** What is in the configuration and not applied, apart from what a plan takes back of drift. */
  pending(): { readonly changes: ChangeReview[]; readonly outputs: AttributeChange[] } {
    const references = referencesOf(this.plan);
    const causes = causesOf(this.changes, references);
    const waiting = waitsOf(this.changes, references);
    const drift = new Map(this.inTheirForm(driftOf(this.plan)).map((one) => [one.address, one] as const));
    const drifted = new Set([...drift.keys()].map(resourceOf));
    const causeOf = (address: string) => {
      const from = waiting.get(address);
      const root = from === undefined ? undefined : rootOf(from, causes);
      return [...drift.keys()].find((one) => one === root || resourceOf(one) === root) ?? root;
    };
    const attributesOf = (change: ResourceChange) => attributeChanges(change, this.configured(change));
    const changes = this.changes.flatMap(
      (change) =>
        pendingPart(change, this.reviewOf(change, effectsOfChange(change), undefined), {
          drift,
          causeOf,
          attributesOf,
        }) ?? [],
    );
    const sources = new References(this.plan);
    const outputs = this.outputs().filter(
      ({ path }) => !sources.ofOutput(path.replace(/[.[ ].*$/, "")).some((address) => drifted.has(address)),
    );
    return { changes, outputs };
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

/** The content of the review of a stack without a plan. */
export const nothing = {
  changes: [],
  drift: [],
  outputs: [],
  isRefreshed: true,
  provisional: [],
  mocked: [],
};
