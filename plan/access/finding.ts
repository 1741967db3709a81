import { isMarked, itemsOf, type Block } from "../plan-json";

/** Why a finding is not certain. Such a finding is reported as if it were the worse. */
export type Doubt = "known only after the apply" | "cannot be compared";

/** What a planned change does to access or protection. */
export interface Finding {
  readonly kind: "permission" | "network" | "protection";
  readonly address: string;
  /** `widened` and `narrowed` are about access; `lowered` and `raised` are about protection and retention. */
  readonly direction: "widened" | "narrowed" | "lowered" | "raised";
  /** Principals, or the addresses of a network. Empty for a setting. */
  readonly who: readonly string[];
  /** Actions, policies, or protocols with ports. For a setting: the attribute. */
  readonly actions: readonly string[];
  /** What the actions are done to. */
  readonly resources: readonly string[];
  /** Conditions of the statement that was added or removed. */
  readonly conditions?: readonly string[];
  /** What was there before, where it helps. */
  readonly before?: readonly string[];
  /** What is there afterwards, where it helps. */
  readonly after?: readonly string[];
  readonly doubt?: Doubt;
  readonly sentence: string;
}

/** A finding of one attribute or several, before sensitive values are taken out and the sentence is made. */
export interface Found extends Omit<Finding, "address" | "sentence"> {
  /** The top-level attributes whose values are in the finding. */
  readonly attributes: readonly string[];
  /** The verb of the sentence: `may`, `is no longer denied`. */
  readonly verb: string;
}

/** Stands in the place of a value that Terraform knows only after the apply. */
export const unknown = "known only after the apply" satisfies Doubt;

const sensitiveText = "(sensitive value)";

/** The block, with `unknown` in place of each value that is known only after the apply. */
export function withUnknown(value: unknown, afterUnknown: unknown): unknown {
  if (afterUnknown === true) {
    return unknown;
  }
  if (Array.isArray(afterUnknown)) {
    const items = itemsOf(value);
    return Array.from({ length: Math.max(items.length, afterUnknown.length) }, (_, index) =>
      withUnknown(items[index], afterUnknown[index]),
    );
  }
  if (typeof afterUnknown === "object" && afterUnknown !== null) {
    const block = (value ?? {}) as Block;
    const names = new Set([...Object.keys(block), ...Object.keys(afterUnknown)]);
    return Object.fromEntries(
      [...names].map((name) => [name, withUnknown(block[name], (afterUnknown as Block)[name])]),
    );
  }
  return value;
}

const list = (values: readonly string[]) =>
  values.length > 8 ? `${values.slice(0, 8).join(", ")} and ${values.length - 8} more` : values.join(", ");

function sentenceOf(found: Omit<Finding, "address" | "sentence">, verb: string): string {
  const { who, actions, resources, conditions = [], before = [], after = [], doubt } = found;
  return [
    [list(who), verb, list(actions)].filter((part) => part !== "").join(" "),
    resources.length > 0 ? ` on ${list(resources)}` : "",
    conditions.length > 0 ? `, if ${list(conditions)}` : "",
    before.length > 0 || after.length > 0
      ? `; before: ${list(before) || "nothing"}${after.length > 0 ? `, after: ${list(after)}` : ""}`
      : "",
    doubt === undefined ? "" : ` (${doubt})`,
  ].join("");
}

/** The finding as it is reported: no sensitive value is in it. */
export function finding(address: string, found: Found, sensitive: readonly Block[]): Finding {
  const { attributes, verb, ...rest } = found;
  const hidden = sensitive.some((marks) => attributes.some((name) => isMarked(marks[name])));
  const text = [sensitiveText];
  const shown = hidden
    ? {
        ...rest,
        who: rest.who.length > 0 ? text : [],
        actions: rest.kind === "protection" ? rest.actions : text,
        resources: rest.resources.length > 0 ? text : [],
        ...(rest.conditions && { conditions: text }),
        ...(rest.before && { before: text }),
        ...(rest.after && { after: text }),
      }
    : rest;
  return { address, ...shown, sentence: sentenceOf(shown, verb) };
}
