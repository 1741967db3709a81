/** A pattern of IAM: characters, `any` for `*`, `one` for `?`, and policy variables such as `${aws:username}`. */
export type Pattern = readonly string[];

/** Whether one pattern contains another. `undecided`: it is not documented how IAM compares them. */
export type Relation = "contains" | "differs" | "undecided";

const tokens = /\$\{[^}]*\}|[^]/gu;
const isVariable = (token: string) => token.startsWith("${");

/** Removes repeated `*`, and puts `?` before `*`: `*?` and `?*` match the same. */
function normalize(pattern: Pattern): Pattern {
  const result: string[] = [];
  for (const token of pattern) {
    if (token === "one" && result.at(-1) === "any") {
      result.splice(-1, 0, token);
    } else if (token !== "any" || result.at(-1) !== "any") {
      result.push(token);
    }
  }
  return result;
}

/** Reads a pattern. Policy variables are read unless `variables` is false, as in documents of version 2008-10-17. */
export function patternOf(text: string, { variables = true } = {}): Pattern {
  const parts = variables ? (text.match(tokens) ?? []) : [...text];
  return normalize(
    parts.map((part) => {
      if (part === "*") {
        return "any";
      }
      return part === "?" ? "one" : part.replace(/^\$\{([*?$])\}$/, "$1");
    }),
  );
}

/** Text without wildcards. */
export const literalOf = (text: string): Pattern => text.match(tokens) ?? [];

/** Fills a table of what is true for the rest of two patterns. */
function compare(
  left: Pattern,
  right: Pattern,
  step: (i: number, j: number, rest: (i: number, j: number) => boolean) => boolean,
): boolean {
  const width = right.length + 1;
  const table: boolean[] = [];
  for (let i = left.length; i >= 0; i--) {
    for (let j = right.length; j >= 0; j--) {
      table[i * width + j] = step(i, j, (x, y) => table[x * width + y] ?? false);
    }
  }
  return table[0] ?? false;
}

/** Whether a token that is not `*` matches whatever another one stands for. */
const covers = (wide: string | undefined, narrow: string | undefined) =>
  narrow !== undefined && (wide === narrow || (wide === "one" && narrow !== "any" && !isVariable(narrow)));

/** Whether all that `narrow` matches is matched by `wide`. */
export function contains(wide: Pattern, narrow: Pattern): boolean {
  // Most patterns differ before the first `*`, have none, or end with it: they need no table.
  const any = wide.indexOf("any");
  const start = any < 0 ? wide.length : any;
  for (let i = 0; i < start; i++) {
    if (!covers(wide[i], narrow[i])) {
      return false;
    }
  }
  if (any < 0) {
    return wide.length === narrow.length;
  }
  if (any === wide.length - 1) {
    return true;
  }
  const [wideRest, narrowRest] = [wide.slice(any), narrow.slice(any)];
  const fits = (i: number, j: number, rest: (i: number, j: number) => boolean) => {
    const [w, n] = [wideRest[i], narrowRest[j]];
    if (w === "any") {
      return rest(i + 1, j) || (n !== undefined && rest(i, j + 1));
    }
    return w === undefined ? n === undefined : covers(w, n) && rest(i + 1, j + 1);
  };
  return compare(wideRest, narrowRest, fits);
}

/** Whether something may match both patterns. True in doubt: a variable may have any value. */
export const intersects = (one: Pattern, other: Pattern): boolean => {
  const free = (token: string | undefined) => token === "any" || (token !== undefined && isVariable(token));
  return compare(one, other, (i, j, rest) => {
    const [a, b] = [one[i], other[j]];
    if (free(a)) {
      return rest(i + 1, j) || (b !== undefined && rest(i, j + 1));
    }
    if (free(b)) {
      return rest(i, j + 1) || (a !== undefined && rest(i + 1, j));
    }
    if (a === undefined || b === undefined) {
      return a === b;
    }
    return (a === b || a === "one" || b === "one") && rest(i + 1, j + 1);
  });
};

const compiled = new WeakMap<Pattern, RegExp>();

/** Whether a text without wildcards matches a pattern, in upper or lower case. Faster than `contains` for many texts. */
export function matchesText(pattern: Pattern, text: string): boolean {
  const expression =
    compiled.get(pattern) ??
    new RegExp(
      `^${pattern.map((token) => ({ any: ".*", one: "." })[token] ?? token.replace(/\W/g, "\\$&")).join("")}$`,
      "i",
    );
  compiled.set(pattern, expression);
  return expression.test(text);
}

/** The six parts of an ARN; undefined if there are fewer. */
function partsOf(arn: Pattern): Pattern[] | undefined {
  const parts: string[][] = [[]];
  for (const token of arn) {
    if (token === ":" && parts.length < 6) {
      parts.push([]);
    } else {
      parts.at(-1)?.push(token);
    }
  }
  return parts.length === 6 ? parts : undefined;
}

const isEverything = (pattern: Pattern) => pattern.length === 1 && pattern[0] === "any";

/** Compares ARNs part by part: a wildcard of IAM does not reach into the next part. */
export function relateArns(wide: Pattern, narrow: Pattern): Relation {
  if (isEverything(wide) || wide.join("\n") === narrow.join("\n")) {
    return "contains";
  }
  const [wideParts, narrowParts] = [partsOf(wide), partsOf(narrow)];
  if (wideParts && narrowParts) {
    return wideParts.every((part, index) => contains(part, narrowParts[index] ?? []))
      ? "contains"
      : "differs";
  }
  return contains(wide, narrow) ? "undecided" : "differs";
}

/** What matches `include` and none of `exclude`, such as `NotAction`. */
export interface PatternSet {
  readonly include: Pattern;
  readonly exclude: readonly Pattern[];
  /** As the document has it. */
  readonly text: string;
}

/** Compares two sets with the comparison of their patterns. */
export function relateSets(
  wide: PatternSet,
  narrow: PatternSet,
  relate: (wide: Pattern, narrow: Pattern) => Relation,
): Relation {
  const relation = relate(wide.include, narrow.include);
  const stillExcluded = (pattern: Pattern) =>
    !intersects(pattern, narrow.include) ||
    narrow.exclude.some((other) => relate(other, pattern) === "contains");
  return relation === "contains" && !wide.exclude.every(stillExcluded) ? "differs" : relation;
}
