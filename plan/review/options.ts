import type { Block, ResourceChange } from "../plan-json";
import type { PolicyReview } from "../policy";
import type { Permissions } from "../policy/permissions";
import type { Rendering } from "../release-objects";

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
