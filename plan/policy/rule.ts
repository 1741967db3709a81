import { unknown, withUnknown } from "../access/finding";
import {
  isComputed,
  referencesIn,
  withoutKey,
  type Block,
  type PlanJson,
  type ResourceChange,
} from "../plan-json";
import type { RenderedRelease } from "../release-objects";

/** Something that a rule does not accept, or cannot decide. */
export interface Violation {
  /** The resource, with the key of its instance. */
  readonly address: string;
  /** What is wrong with it, without a sensitive value. */
  readonly sentence: string;
  /** Whether the rule needs a value that is not known yet: it is unknown or has a mock. Then nothing is refused. */
  readonly isUndecided?: true;
}

/** A rule of this project about what a plan changes. It refuses only what the change adds, or makes worse. */
export interface Rule {
  /** Such as `data-destruction`. */
  readonly name: string;
  /** What the rule requires. */
  readonly sentence: string;
  readonly violations: (plan: PolicyPlan) => Violation[];
}

/** A resource of a plan, as a rule sees it. */
export interface PolicyResource {
  /** With the key of its instance. */
  readonly address: string;
  readonly type: string;
  readonly change: ResourceChange;
  /** Attributes before; undefined if it is created. */
  readonly before: Block | undefined;
  /**
   * Attributes afterwards, with `unknown` in place of what is known only after the apply. Without those that the configuration
   * does not set and the provider computes. Undefined if it is deleted.
   */
  readonly after: Block | undefined;
  /** Its block in the configuration, and in that of the base, which is undefined without a base. */
  readonly block: Block | undefined;
  readonly baseBlock: Block | undefined;
  /** The objects of a Helm release; undefined if its chart cannot be rendered. */
  readonly rendered: RenderedRelease | undefined;
}

/** What the plan of a stack is checked with. */
export interface PolicyInput {
  readonly stack: string;
  readonly plan: PlanJson;
  /** All managed resources, also those that stay as they are. */
  readonly changes: readonly ResourceChange[];
  /** The blocks of the resources of the configuration, by address without keys. */
  readonly blocks: ReadonlyMap<string, Block>;
  /** Those of the base; undefined without a base. */
  readonly baseBlocks: ReadonlyMap<string, Block> | undefined;
  /** The synthesized configuration, and that of the base. */
  readonly configuration: Block;
  readonly baseConfiguration: Block | undefined;
  /** Texts in the plan that stand for values which are not known yet. */
  readonly placeholders: readonly string[];
  /** The tags that each resource of the stack has. */
  readonly tags: Readonly<Record<string, string>>;
  readonly rendered: (change: ResourceChange) => RenderedRelease | undefined;
}

/** The plan of a stack, as rules see it. */
export class PolicyPlan {
  readonly resources: readonly PolicyResource[];

  constructor(readonly input: PolicyInput) {
    this.resources = input.changes.map((change) => this.resource(change));
  }

  /** Whether a value is not known yet, or has a part that is not. */
  isUnknown(value: unknown): boolean {
    return (
      value === unknown ||
      (typeof value === "string" && this.input.placeholders.some((text) => value.includes(text)))
    );
  }

  /** The data source `aws_iam_policy_document` at an address without keys: one block for each instance that is read later. */
  documents(address: string): Block[] {
    return (this.input.plan.resource_changes ?? [])
      .filter(({ mode, address: other }) => mode === "data" && withoutKey(other) === address)
      .map(({ change }) => withUnknown(change.after ?? {}, change.after_unknown) as Block);
  }

  /** What the expression of an attribute refers to. */
  references({ address }: PolicyResource, attribute: string): string[] {
    const found = (this.input.plan.configuration?.root_module?.resources ?? []).find(
      (one) => one.mode === "managed" && one.address === withoutKey(address),
    );
    return referencesIn(found?.expressions?.[attribute]);
  }

  private resource(change: ResourceChange): PolicyResource {
    const { address, type, before } = change;
    const block = this.input.blocks.get(withoutKey(address));
    const after = change.after && (withUnknown(change.after, change.afterUnknown) as Block);
    return {
      address,
      type,
      change,
      before,
      after:
        after &&
        Object.fromEntries(Object.entries(after).filter(([name]) => !isComputed(change, block, name))),
      block,
      baseBlock: this.input.baseBlocks?.get(withoutKey(address)),
      rendered: this.input.rendered(change),
    };
  }
}
