import { minutesOf, weekdays, windowGroups } from "../modules/kit/windows";

/** Expression of a window's start and duration in minutes, as modules/kit/windows.ts computes them. */
function parsed(window: string): string {
  const groups = `regex(${JSON.stringify(windowGroups)}, ${window})`;
  const days = JSON.stringify(weekdays);
  const minute = (first: number) =>
    `try(index(${days}, g[${first}]), 0) * ${minutesOf.day} + tonumber(g[${first + 1}]) * 60 + tonumber(g[${first + 2}])`;
  const period = `(g[0] == null ? ${minutesOf.day} : ${minutesOf.week})`;
  return `[for g in [${groups}] : { start = ${minute(0)}, duration = (${minute(3)} - (${minute(0)}) + ${period}) % ${period} }]`;
}

/** Whether the minutes of a window are within bounds. Another rule refuses what is not a window. */
export const lasts = (window: string, { minimum, maximum }: { minimum: number; maximum: number }) =>
  `try(alltrue([for w in ${parsed(window)} : w.duration >= ${minimum} && w.duration <= ${maximum}]), true)`;

/** Whether two windows have no minute in common on any day. */
export function areApart(one: string, other: string): string {
  const after = (from: string, to: string) =>
    `(${to}.start - ${from}.start + ${minutesOf.week}) % ${minutesOf.day} >= ${from}.duration`;
  return `try(alltrue(flatten([for a in ${parsed(one)} : [for b in ${parsed(other)} : ${after("a", "b")} && ${after("b", "a")}]])), true)`;
}
