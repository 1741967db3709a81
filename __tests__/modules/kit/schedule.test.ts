import { cpuQuantity, memoryQuantity } from "../../../modules/kit/rules";
import { cronSchedule } from "../../../modules/kit/schedule";

describe("a schedule", () => {
  it.each([
    ...[
      "0 6 * * *",
      "*/15 * * * *",
      "0 0 1,15 * *",
      "5-10/2 0-23 1-31 1-12 0-6",
      "0 0 ? * MON-FRI",
      "59 23 31 12 6",
    ],
    ...["0 0 29 2 *", "0 0 30 2 mon", "0 0 31 1,2 *", "@hourly", "@daily", "0  6 * jan,Feb sun"],
  ])("%s is accepted, as Kubernetes does", (schedule) => {
    expect(cronSchedule.safeParse(schedule).success).toBe(true);
  });

  it.each([
    ...[
      "60 0 * * *",
      "0 24 * * *",
      "0 0 0 * *",
      "0 0 32 * *",
      "0 0 * 13 *",
      "0 0 * 0 *",
      "0 0 * * 7",
      "*/0 * * * *",
    ],
    ...[
      "TZ=UTC 0 6 * * *",
      "CRON_TZ=UTC 0 6 * * *",
      "0 6 * *",
      "0 0 6 * * *",
      "@reboot",
      "@every",
      "a b c d e",
      "",
    ],
    ...["0 0 30 2 *", "0 0 31 2,4 *", "0 0 30,31 feb ?", "0 0 31 4,6,9,11 *", " 0 6 * * *", "0 6 * * *\n"],
  ])("%j is refused", (schedule) => {
    expect(cronSchedule.safeParse(schedule).success).toBe(false);
  });
});

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const written = (words: readonly string[], first: number) =>
  words.flatMap((word, index) => [
    { text: word.toUpperCase(), value: index },
    { text: String(index + first), value: index },
  ]);
const minutes = Array.from({ length: 60 }, (_, value) => ({ text: String(value), value }));

it.each([
  ["minutes", minutes, (range: string) => `1,${range},3 * * * *`],
  ["minutes with a leading zero", minutes.slice(0, 10), (range: string) => `0${range}/2 * * * *`],
  ["months", written(months, 1), (range: string) => `0 0 1 ${range} *`],
  ["days", written(days, 0), (range: string) => `0 0 * * ${range}`],
] as const)("a range of %s may not end before it begins", (_, values, schedule) => {
  const pairs = values.flatMap((start) => values.map((end) => ({ start, end })));
  const wrong = pairs.filter(
    ({ start, end }) =>
      cronSchedule.safeParse(schedule(`${start.text}-${end.text}`)).success !== start.value <= end.value,
  );
  expect(wrong).toEqual([]);
});

it.each([
  [
    cpuQuantity,
    ["500m", "1", "0.5", "0.50", "0.250", "0.05", "0.001", "1.25"],
    ["2Gi", "0", "0.0", "0.000", "0m", "1k", "", "-1", "1e3", "0.0001"],
  ],
  [
    memoryQuantity,
    ["512Mi", "2G", "1.5Gi", "10M", "64.5Mi", "1Ti"],
    ["500", "500m", "0", "900k", "9Mi", "1e9", "1E", "2gi", "1e9Gi", "Gi", "-1Gi", ""],
  ],
])("quantities of each kind are told apart", (schema, accepted, refused) => {
  expect(accepted.filter((one) => !schema.safeParse(one).success)).toEqual([]);
  expect(refused.filter((one) => schema.safeParse(one).success)).toEqual([]);
});
