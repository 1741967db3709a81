/** Days of a maintenance window, in the order of a week. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Groups of a window: day, hours and minutes of its start, then of its end. Of a daily one, the days are empty. */
export const windowGroups = `^(?:(${weekdays.join("|")}):)?([0-9]{2}):([0-9]{2})-(?:(${weekdays.join("|")}):)?([0-9]{2}):([0-9]{2})$`;

/** Minutes of a day and of a week. */
export const minutesOf = { day: 1440, week: 10080 };

/** A time of each day or week: minutes from the start of the day or week, and its duration in minutes. */
interface Window {
  readonly start: number;
  readonly duration: number;
}

/** Parses `03:00-04:00` or `sun:04:30-sun:05:30`; undefined if the text is neither. */
export function parseWindow(text: string): Window | undefined {
  const match = new RegExp(windowGroups).exec(text);
  if (match === null) {
    return undefined;
  }
  const [, firstDay, firstHour, firstMinute, lastDay, lastHour, lastMinute] = match;
  const minute = (day = "mon", hour = "", minutes = "") =>
    weekdays.indexOf(day) * minutesOf.day + Number(hour) * 60 + Number(minutes);
  const period = firstDay === undefined ? minutesOf.day : minutesOf.week;
  const start = minute(firstDay, firstHour, firstMinute);
  const end = minute(lastDay, lastHour, lastMinute);
  return { start, duration: (end - start + period) % period };
}

/** Whether two windows have no minute in common on any day. A weekly one is compared as if it was on each day. */
export function areApart(one: string, other: string): boolean {
  const [a, b] = [parseWindow(one), parseWindow(other)];
  if (a === undefined || b === undefined) {
    // Another rule refuses what is not a window.
    return true;
  }
  const after = (from: Window, to: Window) => (to.start - from.start + minutesOf.week) % minutesOf.day;
  return after(a, b) >= a.duration && after(b, a) >= b.duration;
}
