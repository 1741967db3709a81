/** A copy of a value in which every text, also the keys of maps, is another one. */
function withTexts<T>(value: T, other: (text: string) => string): T {
  if (typeof value === "string") {
    return other(value) as T;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => withTexts(item, other)) as T;
  }
  return typeof value === "object" && value !== null
    ? (Object.fromEntries(
        Object.entries(value).map(([key, item]) => [other(key), withTexts<unknown>(item, other)]),
      ) as T)
    : value;
}

/**
 * A configuration whose texts are literal in Terraform: `${` and `%{` begin an expression in every string of its JSON.
 * https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
 */
export const literalTexts = <T>(configuration: T): T =>
  withTexts(configuration, (text) => text.replace(/([$%])\{/g, "$1$1{"));

/** The texts of a backend block, which is the only part of the JSON that Terraform does not evaluate. */
export const backendTexts = <T>(literal: T): T =>
  withTexts(literal, (text) => text.replace(/([$%])\1\{/g, "$1{"));
