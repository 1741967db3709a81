import type { Path } from "./mistakes";
import type { Account, Configuration, Stage } from "./schema";
import type { Partly } from "./schema-mistakes";

/** Adds a mistake at a path of a stage or an account. */
export type Refuse = (path: Path, given: unknown, accepted: string) => void;

/** What a rule of a stage may read; a part that is not valid itself is undefined, and the rule does not check it. */
export interface StageFacts {
  readonly name: string;
  readonly stage: Partly<Stage>;
  /** The account of the stage. */
  readonly account: Partly<Account> | undefined;
  readonly configuration: Partly<Configuration>;
  readonly refuse: Refuse;
}

/** A rule between the fields of a stage, or between a stage and others. */
export type StageRule = (facts: StageFacts) => void;
