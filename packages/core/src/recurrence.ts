import { z } from "zod";

/**
 * When something comes again: a part of the RRULE of RFC 5545 (FREQ, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYMONTH, WKST). Times
 * here are what a wall clock shows, in milliseconds as if that were UTC; a zone is put on them elsewhere.
 */
export type Recurrence = {
  freq: Freq;
  interval: number;
  /** How many in all, the first included; null: no end. */
  count: number | null;
  /** The last moment at which one may begin; null: no end. */
  untilMs: number | null;
  /** `nth`: the first (1) or last (-1) such day of the month; null: each. */
  days: { day: number; nth: number | null }[];
  /** Negative ones count from the month's end. */
  monthDays: number[];
  months: number[];
  /** ISO day with which weeks begin. */
  weekStart: number;
};

const freqs = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
type Freq = (typeof freqs)[number];
const dayCodes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const dayMs = 86_400_000;
/** Far longer than any rule that is kept waits between two of its times; 29 February comes every eighth year at the latest. */
const mostPeriods = 5_000;

/** The text of a rule, without `RRULE:`. Refuses what it does not know by name rather than to leave it out. */
export const RecurrenceRule = z
  .string()
  .max(500, "A rule has at most 500 characters.")
  .superRefine((text, context) => {
    const read = readRecurrence(text);
    if ("error" in read) context.addIssue({ code: "custom", message: read.error });
  });

/** The rule, or what is wrong with it in one sentence. */
export function readRecurrence(text: string): Recurrence | { error: string } {
  const rule: Recurrence = { freq: "DAILY", interval: 1, count: null, untilMs: null, days: [], monthDays: [], months: [], weekStart: 1 };
  const seen = new Set<string>();
  for (const part of text.split(";")) {
    const [, name = "", value = ""] = /^([A-Z]+)=(.+)$/.exec(part) ?? [];
    if (name === "") return { error: `“${part}” is no part of a rule. Write parts such as FREQ=WEEKLY, with ; between them.` };
    if (seen.has(name)) return { error: `${name} stands twice.` };
    seen.add(name);
    const read = readers[name];
    if (read === undefined) return { error: `${name} is not known here. Known are ${Object.keys(readers).join(", ")}.` };
    const problem = read(rule, value);
    if (problem !== null) return { error: `${name}=${value}: ${problem}` };
  }
  if (!seen.has("FREQ")) return { error: "A rule begins with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY." };
  if (rule.count !== null && rule.untilMs !== null) return { error: "COUNT and UNTIL exclude each other. Keep one." };
  if (rule.days.some(({ nth }) => nth !== null) && rule.freq !== "MONTHLY" && rule.freq !== "YEARLY")
    return { error: "A day with a number, such as 1MO, needs FREQ=MONTHLY or YEARLY." };
  if (rule.freq === "WEEKLY" && rule.monthDays.length > 0) return { error: "BYMONTHDAY does not go with FREQ=WEEKLY." };
  return rule;
}

type Reader = (rule: Recurrence, value: string) => string | null;

const readers: Record<string, Reader> = {
  FREQ: (rule, value) => {
    const freq = freqs.find((known) => known === value);
    if (freq === undefined) return `use one of ${freqs.join(", ")}.`;
    rule.freq = freq;
    return null;
  },
  INTERVAL: (rule, value) => wholeNumber(value, 1, 1_000, (n) => (rule.interval = n)),
  COUNT: (rule, value) => wholeNumber(value, 1, 10_000, (n) => (rule.count = n)),
  UNTIL: (rule, value) => {
    const [, date = "", time = "T235959"] = /^(\d{8})(T\d{6})?Z?$/.exec(value) ?? [];
    const iso = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${time.slice(1, 3)}:${time.slice(3, 5)}:${time.slice(5)}Z`;
    const atMs = Date.parse(iso);
    if (Number.isNaN(atMs)) return "write a day as 20261231.";
    rule.untilMs = atMs;
    return null;
  },
  BYDAY: (rule, value) => {
    for (const item of value.split(",")) {
      const [, nth = "", code = ""] = /^([+-]?[1-5])?([A-Z]{2})$/.exec(item) ?? [];
      const day = dayCodes.indexOf(code) + 1;
      if (day === 0) return "write days as MO,TU, or 1MO for the first Monday and -1FR for the last Friday of a month.";
      rule.days.push({ day, nth: nth === "" ? null : Number(nth) });
    }
    return null;
  },
  BYMONTHDAY: (rule, value) => numbers(value, 31, true, (list) => (rule.monthDays = list)),
  BYMONTH: (rule, value) => numbers(value, 12, false, (list) => (rule.months = list)),
  WKST: (rule, value) => {
    const day = dayCodes.indexOf(value) + 1;
    if (day === 0) return "write a day as MO.";
    rule.weekStart = day;
    return null;
  },
};

function wholeNumber(value: string, least: number, most: number, set: (n: number) => void): string | null {
  const n = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (!(n >= least && n <= most)) return `use a whole number from ${least} to ${most}.`;
  set(n);
  return null;
}

function numbers(value: string, most: number, mayBeNegative: boolean, set: (list: number[]) => void): string | null {
  const list = value.split(",").map((item) => (/^[+-]?\d{1,2}$/.test(item) ? Number(item) : 0));
  if (list.some((n) => n === 0 || Math.abs(n) > most || (n < 0 && !mayBeNegative)))
    return `use numbers from 1 to ${most}${mayBeNegative ? ", or -1 for the last" : ""}.`;
  set(list);
  return null;
}

/** The times of a rule in order, from `firstMs` on, which is one of them only if it fits. Ends where the rule does. */
export function* timesOf(rule: Recurrence, firstMs: number): Generator<number> {
  const timeOfDay = mod(firstMs, dayMs);
  const firstDay = firstMs - timeOfDay;
  let given = 0;
  for (let period = 0, empty = 0; empty < mostPeriods; period++) {
    const days = daysOfPeriod(rule, firstDay, period * rule.interval).filter((day) => day >= firstDay);
    empty = days.length === 0 ? empty + 1 : 0;
    for (const day of days) {
      const atMs = day + timeOfDay;
      if (rule.untilMs !== null && atMs > rule.untilMs) return;
      yield atMs;
      given += 1;
      if (given === rule.count) return;
    }
  }
}

/** The days of the rule's `n`-th day, week, month or year after the first one's, in order. */
function daysOfPeriod(rule: Recurrence, firstDay: number, n: number): number[] {
  const first = new Date(firstDay);
  const inMonths = (day: number) => rule.months.length === 0 || rule.months.includes(new Date(day).getUTCMonth() + 1);
  switch (rule.freq) {
    case "DAILY": {
      const day = firstDay + n * dayMs;
      const isWanted =
        inMonths(day) &&
        (rule.days.length === 0 || rule.days.some((wanted) => wanted.day === isoDay(day))) &&
        (rule.monthDays.length === 0 || monthDaysIn(rule, monthOf(day)).includes(day));
      return isWanted ? [day] : [];
    }
    case "WEEKLY": {
      const week = firstDay - mod(isoDay(firstDay) - rule.weekStart, 7) * dayMs + n * 7 * dayMs;
      const wanted = rule.days.length === 0 ? [isoDay(firstDay)] : rule.days.map(({ day }) => day);
      return Array.from({ length: 7 }, (_, i) => week + i * dayMs).filter((day) => wanted.includes(isoDay(day)) && inMonths(day));
    }
    case "MONTHLY": {
      const month = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + n, 1);
      return inMonths(month) ? daysOfMonth(rule, month, first.getUTCDate()) : [];
    }
    case "YEARLY": {
      const months = rule.months.length === 0 ? [first.getUTCMonth() + 1] : rule.months.toSorted((a, b) => a - b);
      return months.flatMap((month) => daysOfMonth(rule, Date.UTC(first.getUTCFullYear() + n, month - 1, 1), first.getUTCDate()));
    }
  }
}

/** Without days of its own a rule keeps the first one's, and leaves out months that have no such day. */
function daysOfMonth(rule: Recurrence, month: number, usual: number): number[] {
  if (rule.monthDays.length === 0 && rule.days.length === 0) return monthDaysIn({ monthDays: [usual] }, month);
  const all = Array.from({ length: lengthOf(month) }, (_, i) => month + i * dayMs);
  const byMonthDay = rule.monthDays.length === 0 ? null : monthDaysIn(rule, month);
  return all.filter((day) => (byMonthDay === null || byMonthDay.includes(day)) && (rule.days.length === 0 || isNamed(rule, day, all)));
}

function isNamed(rule: Recurrence, day: number, month: readonly number[]): boolean {
  const alike = month.filter((other) => isoDay(other) === isoDay(day));
  return rule.days.some(
    (wanted) => wanted.day === isoDay(day) && (wanted.nth === null || alike.at(wanted.nth > 0 ? wanted.nth - 1 : wanted.nth) === day),
  );
}

function monthDaysIn({ monthDays }: Pick<Recurrence, "monthDays">, month: number): number[] {
  const length = lengthOf(month);
  return monthDays
    .map((n) => (n > 0 ? n : length + 1 + n))
    .filter((n) => n >= 1 && n <= length)
    .map((n) => month + (n - 1) * dayMs);
}

function monthOf(day: number): number {
  const date = new Date(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

function lengthOf(month: number): number {
  const date = new Date(month);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

const isoDay = (day: number) => mod(Math.floor(day / dayMs) + 3, 7) + 1;
const mod = (n: number, by: number) => ((n % by) + by) % by;

const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const units: Record<Freq, [one: string, many: string]> = {
  DAILY: ["every day", "days"],
  WEEKLY: ["every week", "weeks"],
  MONTHLY: ["every month", "months"],
  YEARLY: ["every year", "years"],
};
const nthNames: Record<number, string> = { 1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", [-1]: "last" };

/** `every 2 weeks on Tuesday and Thursday, 10 times`. */
export function recurrenceWords(rule: Recurrence): string {
  const [one, many] = units[rule.freq];
  const words = [rule.interval === 1 ? one : `every ${rule.interval} ${many}`];
  if (rule.days.length > 0) {
    const names = rule.days.map(({ day, nth }) =>
      nth === null ? (dayNames[day - 1] ?? "") : `the ${nthNames[nth] ?? `${nth}.`} ${dayNames[day - 1]}`,
    );
    words.push(`on ${list(names)}`);
  }
  if (rule.monthDays.length > 0)
    words.push(`on ${list(rule.monthDays.map((n) => (n < 0 ? `the last day${n === -1 ? "" : ` but ${-n - 1}`}` : `day ${n}`)))}`);
  if (rule.months.length > 0) words.push(`in ${list(rule.months.map((month) => monthNames[month - 1] ?? ""))}`);
  const end =
    rule.count !== null
      ? `, ${rule.count} ${rule.count === 1 ? "time" : "times"}`
      : rule.untilMs !== null
        ? `, until ${new Date(rule.untilMs).toISOString().slice(0, 10)}`
        : "";
  return words.join(" ") + end;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
