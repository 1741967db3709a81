import { referencesIn, withoutKey, type Block, type ConfiguredResource, type PlanJson } from "../plan-json";
import type { SavedPlan, StackPlan } from "../stack-plans";
import { readsOf } from "../upstream";
import { blocksOf, moduleOf } from "./blocks";
import type { ChangeReview, Dependency, Part, StackReview } from "./review";

/** Actions after which what uses a resource may have to follow. The others change only the state. */
const affecting: readonly ChangeReview["action"][] = ["create", "update", "replace", "delete"];

/** The address of a resource without the key of an instance, and without what is left of an interrupted replacement. */
export const resourceOf = (address: string) => withoutKey(address.replace(/ \(deposed object .*\)$/, ""));

/** An output of another stack, by the label of the data source that reads it. */
const remoteOutput = /^data\.terraform_remote_state\.(\w+)\.outputs\.(\w+)$/;

/** What the configuration of a plan refers to. */
export class References {
  private readonly resources: ReadonlyMap<string, ConfiguredResource>;
  private readonly outputs: Block;

  constructor({ configuration }: PlanJson) {
    const { resources = [], outputs = {} } = configuration?.root_module ?? {};
    this.resources = new Map(resources.map((one) => [one.address, one] as const));
    this.outputs = outputs;
  }

  managed(): string[] {
    return [...this.resources.values()]
      .filter(({ mode }) => mode === "managed")
      .map(({ address }) => address);
  }

  /** The resources and outputs of other stacks that a resource refers to, also through data sources. */
  of(address: string, seen = new Set<string>()): string[] {
    const { expressions, depends_on: others = [] } = this.resources.get(address) ?? {};
    return this.resolved([...referencesIn(expressions), ...others], seen);
  }

  /** The resources that an output of this stack refers to. */
  ofOutput(name: string): string[] {
    return this.resolved(referencesIn(this.outputs[name]), new Set());
  }

  private resolved(references: readonly string[], seen: Set<string>): string[] {
    const found = [...new Set(references)].flatMap((reference) => {
      if (remoteOutput.test(reference)) {
        return [reference];
      }
      if (!this.resources.has(reference) || seen.has(reference)) {
        return [];
      }
      seen.add(reference);
      return reference.startsWith("data.") ? this.of(reference, seen) : [reference];
    });
    return [...new Set(found)];
  }
}

/** A planned stack. */
class PlannedStack {
  readonly references: References;
  readonly changed: ReadonlySet<string>;
  /** Stacks that this one reads from, by the label of the data source. */
  readonly reads: ReadonlyMap<string, string>;
  private readonly blocks: ReadonlyMap<string, Block>;

  constructor(
    readonly saved: SavedPlan,
    review: StackReview,
    configuration: Block,
  ) {
    this.references = new References(saved.plan);
    this.blocks = blocksOf(configuration);
    this.reads = new Map(readsOf(configuration).map(({ label, stack }) => [label, stack]));
    this.changed = new Set(
      review.changes
        .filter(({ action }) => affecting.includes(action))
        .map(({ address }) => resourceOf(address)),
    );
  }

  part(address: string): Part {
    return { stack: this.saved.stack, address, module: moduleOf(this.blocks.get(address)) };
  }

  /** The changed parts of this stack that an output is from. */
  partsOfOutput(name: string): Part[] {
    const changed = this.references.ofOutput(name).filter((address) => this.changed.has(address));
    return changed.length > 0
      ? changed.map((address) => this.part(address))
      : [{ stack: this.saved.stack, address: `output.${name}`, module: "" }];
  }
}

function usedBy(
  reference: string,
  stack: PlannedStack,
  stacks: ReadonlyMap<string, PlannedStack>,
): readonly Part[] {
  const [, label = "", output = ""] = remoteOutput.exec(reference) ?? [];
  if (output === "") {
    return stack.changed.has(reference) ? [stack.part(reference)] : [];
  }
  const other = stack.reads.get(label) ?? "";
  const isChanged = stack.saved.provisional.includes(`${other}.${output}`);
  return isChanged ? (stacks.get(other)?.partsOfOutput(output) ?? []) : [];
}

/** What uses the resources that plans change: in the same stack, and in stacks that read an output that changes. */
export function dependenciesOf(
  plans: readonly StackPlan[],
  reviews: readonly StackReview[],
  configurationOf: (stack: string) => Block,
): Dependency[] {
  const stacks = new Map(
    plans.flatMap((plan, index) => {
      const review = reviews[index];
      return plan.outcome === "planned" && review
        ? [[plan.stack, new PlannedStack(plan, review, configurationOf(plan.stack))] as const]
        : [];
    }),
  );
  return [...stacks.values()].flatMap((stack) =>
    stack.references.managed().flatMap((address) => {
      const used = stack.references.of(address).flatMap((reference) => usedBy(reference, stack, stacks));
      const distinct = new Map(used.map((to) => [`${to.stack} ${to.address}`, to]));
      distinct.delete(`${stack.saved.stack} ${address}`);
      return [...distinct.values()].map((to) => ({ from: stack.part(address), to }));
    }),
  );
}
