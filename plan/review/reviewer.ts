import { accessFindings } from "../access";
import { effectsOfChange, type PlannedEffect } from "../effects";
import { effects } from "../../modules/kit/change";
import {
  isComputed,
  plannedResources,
  reviewedChanges,
  withoutKey,
  type Block,
  type PlanJson,
  type ResourceChange,
} from "../plan-json";
import { effectsOfRelease, renderedRelease, type RenderedRelease } from "../release-objects";
import { policyRows, type PolicyRow } from "../policy";
import { attributeChanges, differences } from "./attributes";
import { blocksOf, moduleOf } from "./blocks";
import { causesOf, referencesOf, rootOf, waitsOf } from "./causes";
import type { PolicyOptions, ReviewOptions } from "./options";
import { objectChanges } from "./releases";
import type { Action, AttributeChange, ChangeReview, RiskRow } from "./review";
import { accessRows, grantsAccess, rowsOf } from "./risk-rows";
import { shown } from "./shown";

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
export class PlanReviewer {
  private readonly blocks: ReadonlyMap<string, Block>;
  protected readonly changes: readonly ResourceChange[];

  constructor(
    protected readonly stack: string,
    protected readonly plan: PlanJson,
    private readonly placeholders: ReadonlyMap<string, string>,
    protected readonly options: ReviewOptions,
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
    const { causes, causeOf } = this.causes();
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
    const isNew = (resource: string) => [...this.placeholders.keys()].some((text) => resource.includes(text));
    const access = accessRows(findings, causeOf, isNew);
    return {
      changes: reviewed.map(({ review }) => review),
      rows: [...rows, ...access].map((row) => ({ ...row, stack: this.stack })),
      renderings,
    };
  }

  /** What replaces each resource, and from which made resource come the values of one that are not known yet. */
  protected causes() {
    const references = referencesOf(this.plan);
    const causes = causesOf(this.changes, references);
    const waiting = waitsOf(this.changes, references);
    const causeOf = (address: string) => {
      const from = waiting.get(address);
      return from === undefined ? undefined : rootOf(from, causes);
    };
    return { causes, causeOf };
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

  protected inTheirForm(changes: readonly ResourceChange[]): readonly ResourceChange[] {
    return this.options.changesOf?.(changes) ?? changes;
  }

  /** A change without what is known only after the apply because the provider computes it. */
  private withoutComputed(change: ResourceChange): ResourceChange {
    const block = this.blocks.get(withoutKey(change.address));
    const kept = (values: Block) =>
      Object.fromEntries(Object.entries(values).filter(([name]) => !isComputed(change, block, name)));
    return {
      ...change,
      before: change.before && kept(change.before),
      after: change.after && kept(change.after),
      afterUnknown: kept(change.afterUnknown),
    };
  }

  /** The names of the attributes of a resource in the configuration. */
  protected configured({ address }: ResourceChange): ReadonlySet<string> | undefined {
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

  protected reviewOf(
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
