const units: readonly [name: string, seconds: number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** Age of a date, in the largest unit in which it is two or more. */
export function ageOf(date: Date, now = new Date()): string {
  const seconds = Math.max(0, Math.round((now.getTime() - date.getTime()) / 1000));
  if (Number.isNaN(seconds)) {
    return "an unknown time";
  }
  const [name, size] = units.find(([, length]) => seconds >= 2 * length) ?? ["second", 1];
  const amount = Math.floor(seconds / size);
  return `${amount} ${name}${amount === 1 ? "" : "s"}`;
}
