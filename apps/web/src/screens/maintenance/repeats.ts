import { readRecurrence, recurrenceWords } from "@vedette/core/recurrence";

/** What a select offers for a window that begins at `startsAt` (local, `2027-03-21T02:00`): the rule and its words. */
export function repeatsOf(startsAt: string): { rule: string | null; words: string }[] {
  const atMs = Date.parse(`${startsAt}Z`);
  const once = { rule: null, words: "Once" };
  if (Number.isNaN(atMs)) return [once];
  const day = new Date(atMs);
  const code = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][day.getUTCDay()] ?? "MO";
  const nth = Math.ceil(day.getUTCDate() / 7);
  const rules = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    `FREQ=WEEKLY;BYDAY=${code}`,
    `FREQ=WEEKLY;INTERVAL=2;BYDAY=${code}`,
    `FREQ=MONTHLY;BYMONTHDAY=${day.getUTCDate()}`,
    `FREQ=MONTHLY;BYDAY=${nth === 5 ? -1 : nth}${code}`,
  ];
  return [once, ...rules.map((rule) => ({ rule, words: wordsOf(rule) }))];
}

/** A rule in words, or itself where it cannot be read; null: `Once`. */
export function wordsOf(rule: string | null): string {
  if (rule === null) return "Once";
  const read = readRecurrence(rule);
  if ("error" in read) return rule;
  const words = recurrenceWords(read);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
