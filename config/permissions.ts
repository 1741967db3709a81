import { z } from "zod";
import { ConfigurationError } from "./check";
import { line, valueAt } from "./mistakes";

/** The most days for which a destruction may be permitted: an older entry is not about the change that is reviewed. */
export const mostDays = 30;

const texts = {
  stack: 'the name of a stack, such as "staging-data"',
  address: 'the address of a resource as the plan has it, such as aws_ecr_repository.images["api"]',
  until: `a date YYYY-MM-DD in at most ${mostDays} days: the last day of the permission, in UTC`,
  reason: "why the data may be lost, in a sentence of at least 10 characters",
} as const;

const isDate = (text: string) => {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

const permission = z.strictObject({
  /** The stack, such as `staging-data`. */
  stack: z.string(texts.stack).regex(/^[a-z][a-z0-9-]*$/, texts.stack),
  /** The resource as the plan has it, with the key of its instance. */
  address: z.string(texts.address).regex(/^[a-z]\w*\.\w+(\[.+\])?( \(deposed object \w+\))?$/, texts.address),
  /** The last day on which the plan may be made, in UTC: `YYYY-MM-DD`. */
  until: z
    .string(texts.until)
    .regex(/^\d{4}-\d{2}-\d{2}$/, texts.until)
    .refine(isDate, texts.until),
  /** Why the data may be lost. */
  reason: z.string(texts.reason).trim().min(10, texts.reason),
});

/** A resource that holds data and may be destroyed or replaced. */
export type PermittedDestruction = Readonly<z.infer<typeof permission>>;

/**
 * Checks permissions.
 *
 * @param today `YYYY-MM-DD`, in UTC.
 * @throws {ConfigurationError} with all mistakes, one line each.
 */
export function checkPermissions(input: unknown, today: string): PermittedDestruction[] {
  const last = new Date(Date.parse(today) + mostDays * 86_400_000).toISOString().slice(0, 10);
  const list = z.array(
    permission.extend({ until: permission.shape.until.refine((until) => until <= last, texts.until) }),
  );
  const { data, error } = list.safeParse(input);
  if (error) {
    const lines = error.issues.flatMap((issue) => {
      const keys = issue.code === "unrecognized_keys" ? issue.keys : [undefined];
      const accepted =
        issue.code === "unrecognized_keys"
          ? `only ${Object.keys(permission.shape).join(", ")}`
          : issue.path.length < 2
            ? "a list of { stack, address, until, reason }"
            : issue.message;
      return keys.map((key) => {
        const path = [...issue.path, ...(key === undefined ? [] : [key])];
        return line({
          owner: "config",
          path: ["permittedDestruction", ...path],
          given: valueAt(input, path),
          accepted,
        });
      });
    });
    throw new ConfigurationError([...new Set(lines)]);
  }
  return data;
}
