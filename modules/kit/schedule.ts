import { z } from "zod";
import { ruled } from "./rule";

/*
 * Schedules of a CronJob, in the dialect of Kubernetes: https://pkg.go.dev/github.com/robfig/cron/v3#ParseStandard. As
 * regular expressions, because Terraform evaluates the same rules; parsers in JavaScript know other dialects.
 */

const ignoringCase = (word: string) =>
  [...word].map((letter) => `[${letter}${letter.toUpperCase()}]`).join("");

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** A field: `*`, `?`, values and ranges, each with a step, separated by commas. */
function field(number: string, words: readonly string[] = []): string {
  const value = `(?:${[number, ...words.map(ignoringCase)].join("|")})`;
  const item = `(?:[*?]|${value}(?:-${value})?)(?:/0*[1-9][0-9]*)?`;
  return `${item}(?:,${item})*`;
}

const fields = [
  field("[0-5]?[0-9]"),
  field("[01]?[0-9]|2[0-3]"),
  field("0?[1-9]|[12][0-9]|3[01]"),
  field("0?[1-9]|1[0-2]", months),
  // Sunday is 0: Kubernetes refuses 7.
  field("0?[0-6]", days),
];

const macros = ["yearly", "annually", "monthly", "weekly", "daily", "midnight", "hourly"];

const listOf = (value: string) => `(?:${value})(?:,(?:${value}))*`;
const named = (numbers: readonly number[]) =>
  numbers.map((month) => `0?${month}|${ignoringCase(months[month - 1] ?? "")}`).join("|");
const step = "(?:/[0-9]+)?";

/** Days that no year has, on any day of the week: 30 and 31 February, 31 of a month with 30 days. */
const neverComes = [
  [listOf(`(?:30|31|30-31)${step}`), listOf(named([2]))],
  [listOf(`(?:31|31-31)${step}`), listOf(named([2, 4, 6, 9, 11]))],
].map(([day, month]) => `${day} +${month} +[*?]${step}`);

const range = (low: number, high: number) => (low === high ? String(low) : `[${low}-${high}]`);

/** Ranges that end before they begin: of numbers below 60, of words, and of a number and a word. */
function reversed(): string {
  const digits = Array.from({ length: 9 }, (_, index) => index + 1);
  const tens = digits.filter((ten) => ten < 6);
  const words = [
    months.map((word, index) => [word, index + 1] as const),
    days.map((word, index) => [word, index] as const),
  ];
  const below = (first: number, end: number) =>
    Array.from({ length: end - first }, (_, index) => `0?${first + index}`).join("|");
  return [
    // The same ten, then another one.
    ...digits.map((unit) => `0?${unit}-0?${range(0, unit - 1)}`),
    ...tens.flatMap((ten) => digits.map((unit) => `${ten}${unit}-${ten}${range(0, unit - 1)}`)),
    ...tens.map((ten) => `${ten}[0-9]-(?:0?[0-9]${ten > 1 ? `|${range(1, ten - 1)}[0-9]` : ""})`),
    ...words.flatMap((all) =>
      all.flatMap(([word, number]) => {
        const first = all[0]?.[1] ?? 0;
        const earlier = all.filter(([, other]) => other < number).map(([other]) => ignoringCase(other));
        const later = all.filter(([, other]) => other > number).map(([, other]) => `0?${other}`);
        return [
          ...(earlier.length > 0
            ? [`${ignoringCase(word)}-(?:${[...earlier, below(first, number)].join("|")})`]
            : []),
          ...(later.length > 0 ? [`(?:${later.join("|")})-${ignoringCase(word)}`] : []),
        ];
      }),
    ),
  ].join("|");
}

const accepted =
  "a cron schedule of Kubernetes: five fields, such as 0 6 * * *, or a word such as @hourly; Sunday is 0, without a time zone";

/** Schedule of a CronJob, in UTC. */
export const cronSchedule = ruled(
  ruled(
    ruled(z.string(), accepted, {
      kind: "pattern",
      source: `^(?:${fields.join(" +")}|@(?:${macros.join("|")}))$`,
    }),
    "a cron schedule whose ranges end after they begin, such as 1-5",
    { kind: "notPattern", source: `(?:^|[ ,])(?:${reversed()})(?:[ ,/]|$)` },
  ),
  "a cron schedule with a date that exists",
  { kind: "notPattern", source: `^[^ ]+ +[^ ]+ +(?:${neverComes.join("|")})$` },
).meta({ example: "0 6 * * *" });
