import { check, hasCheckov } from "../local/checkov";
import type { Block } from "../plan/plan-json";
import type { CheckovFindings } from "../plan/policy/checkov";

/** What Checkov reads. */
export interface CheckovRun {
  /** The configurations of the stacks that differ, by name. */
  readonly stacks: ReadonlyMap<string, Block>;
  /** Those of the base; undefined without one. */
  readonly base: ReadonlyMap<string, Block> | undefined;
  /** Whether a stack is in an emulated account: Checkov's checks are about AWS. */
  readonly isEmulated: (stack: string) => boolean;
}

/** What Checkov found, and a line for what it did not read. */
export interface CheckovOutcome {
  readonly findings: CheckovFindings;
  readonly notes: readonly string[];
  /** Why it could not run although it is installed. */
  readonly failure?: string;
}

const nothing: CheckovFindings = { after: [], before: [] };

/** The folder of a stack of the base beside those of the change: no stack has a dot in its name. */
const atBase = (stack: string) => `base.${stack}`;

/** Runs Checkov on the stacks of a change and of its base, at once. */
export async function runCheckov(run: CheckovRun): Promise<CheckovOutcome> {
  const { stacks, base, isEmulated } = run;
  const names = [...stacks.keys()].filter((stack) => !isEmulated(stack));
  const emulated = [...stacks.keys()].filter(isEmulated);
  const notes =
    emulated.length > 0 ? [`Checkov was not run on ${emulated.join(", ")}: the account is emulated`] : [];
  if (names.length === 0) {
    return { findings: nothing, notes };
  }
  if (!hasCheckov()) {
    const absent =
      "Checkov was not run: it is not installed; npm run plan -- --checkov installs it from PyPI (290 MB)";
    return { findings: nothing, notes: [absent, ...notes] };
  }
  const of = (all: ReadonlyMap<string, Block> | undefined, nameOf: (stack: string) => string) =>
    names.flatMap((stack) => {
      const json = all?.get(stack);
      return json ? [[nameOf(stack), json] as const] : [];
    });
  try {
    const { failed } = await check(
      Object.fromEntries([...of(stacks, (stack) => stack), ...of(base, atBase)]),
    );
    const before = names.flatMap((stack) =>
      failed.filter((one) => one.stack === atBase(stack)).map((one) => ({ ...one, stack })),
    );
    const after = failed.filter(({ stack }) => names.includes(stack));
    return { findings: { after, before: base && before }, notes };
  } catch (error) {
    const { message, stderr } = error as Error & { readonly stderr?: string };
    const reason = (stderr?.trim() || message).split("\n").at(-1);
    const failure = `Checkov failed, so its checks are missing: ${reason}`;
    return { findings: nothing, notes: [failure, ...notes], failure };
  }
}
