import type { Mistake } from "./mistakes";
import { ownerOf, type Partly } from "./schema-mistakes";
import type { Configuration } from "./schema";

/** What YAML, a terminal or a process does not take. */
const refused = /[^\P{Cc}\t\n]|[\p{Cs}\p{Zl}\p{Zp}\uFEFF\uFFFE\uFFFF]/u;

const accepted = "a text in Unicode without control characters, except tabs and line feeds";

/** The mistakes in the texts of a value, whatever field they are in. */
function* textsIn(owner: string, value: unknown, path: Mistake["path"]): Generator<Mistake> {
  if (typeof value === "string" && refused.test(value)) {
    yield { owner, path, given: value, accepted };
  } else if (typeof value === "object" && value !== null) {
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    for (const [key, item] of entries) {
      yield* textsIn(owner, item, [...path, key]);
    }
  }
}

/** The mistakes in all texts of what is valid of a configuration: the rules of most fields accept fewer characters. */
export function textMistakes({ accounts = {}, stages = {} }: Partly<Configuration>): Mistake[] {
  return [
    ...Object.entries(accounts).flatMap(([name, account]) => [
      ...textsIn(ownerOf("account", name), account, []),
    ]),
    ...Object.entries(stages).flatMap(([name, stage]) => [...textsIn(ownerOf("stage", name), stage, [])]),
  ];
}
