import { createHash } from "node:crypto";

/** Formats of values, by the end of the output's name. A value for a plan need only be accepted by providers and charts. */
const formats: readonly (readonly [RegExp, (id: string) => string])[] = [
  [/_arns?$/, (id) => `arn:aws:mock:us-east-1:000000000000:${id}`],
  [/(^|_)vpc_ids?$/, (id) => `vpc-${id}`],
  [/(^|_)subnet_ids?(_by_zone)?$/, (id) => `subnet-${id}`],
  [/(^|_)security_group_ids?$/, (id) => `sg-${id}`],
  [/(^|_)hosted_zone_ids?$/, (id) => `Z${id.toUpperCase()}`],
  [/(^|_)(endpoint|issuer|issuer_url)$/, (id) => `https://${id}.invalid`],
  [/(^|_)cidrs?(_by_zone)?$/, () => "192.0.2.0/24"],
  [/_data$/, (id) => Buffer.from(id).toString("base64")],
];

/**
 * A value in the place of a part of an output that nobody knows before its layer is applied, in the format that the name of
 * the output promises. The same part always has the same value, and no other part has it.
 *
 * @param path The name of the stack, then that of the output, then keys in it.
 */
export function mockOf([stack = "", name = "", ...keys]: readonly string[]): string {
  const id = createHash("sha256")
    .update([stack, name, ...keys].join("\0"))
    .digest("hex")
    .slice(0, 17);
  const [, format] = formats.find(([end]) => end.test(name)) ?? [];
  return format?.(id) ?? `mock-${id}`;
}
