/** A character, or a wildcard: `any` for all characters, `part` for those of one part of an ARN. */
type Token = string | { readonly wildcard: "any" | "part" };

/** Placeholders of AWS's ARN formats whose values may contain `/` and `:`. */
const free = /^(ObjectName|ParameterNameWithoutLeadingSlash|SecretId|RoleNameWithPath)$/;

/** The tokens of a pattern with `*` and `?` in a policy. */
const policyTokens = (pattern: string): Token[] =>
  [...pattern].map((character) => (character === "*" ? { wildcard: "any" } : character));

/** The tokens of an ARN format with placeholders, such as `arn:${Partition}:s3:::${BucketName}`. */
const formatTokens = (format: string): Token[] =>
  format.split(/(\$\{\w+\})/).flatMap((part): Token[] => {
    const [, name] = /^\$\{(\w+)\}$/.exec(part) ?? [];
    return name === undefined ? [...part] : [{ wildcard: free.test(name) ? "any" : "part" }];
  });

const takes = (wildcard: Token, other: Token): boolean =>
  typeof wildcard !== "string" &&
  (wildcard.wildcard === "any" || typeof other !== "string" || !/[/:]/.test(other));

function meet(left: readonly Token[], right: readonly Token[]): boolean {
  const known = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = i * (right.length + 1) + j;
    const before = known.get(key);
    if (before !== undefined) {
      return before;
    }
    const [a, b] = [left[i], right[j]];
    const found =
      (a === undefined && b === undefined) ||
      (a !== undefined && typeof a !== "string" && from(i + 1, j)) ||
      (b !== undefined && typeof b !== "string" && from(i, j + 1)) ||
      (a !== undefined &&
        b !== undefined &&
        ((a === b && from(i + 1, j + 1)) ||
          (takes(a, b) && from(i, j + 1)) ||
          (takes(b, a) && from(i + 1, j))));
    known.set(key, found);
    return found;
  };
  return from(0, 0);
}

const compared = new Map<string, boolean>();

/** Whether there is an ARN that a resource of a policy matches and that has the format of a resource type. */
export function fitsFormat(resource: string, format: string): boolean {
  const key = `${resource} ${format}`;
  const fits = compared.get(key) ?? meet(policyTokens(resource), formatTokens(format));
  compared.set(key, fits);
  return fits;
}

/** Whether a name matches a pattern with `*`, as IAM compares actions and condition keys: without case. */
export const matchesName = (name: string, pattern: string): boolean => {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[^\w]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(name);
};
