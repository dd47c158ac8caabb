import { z } from "zod";
import type { Language } from "../language.ts";
import type { CheckWindow } from "./rule-kind.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A span that a rule looks back over. Rollups are five minutes wide, and hourly from six hours on. */
export function window(leastMs: number, mostMs: number, usualMs: number, label = "Over the last") {
  return z
    .int("Type the window as a whole number of milliseconds.")
    .min(leastMs, `The shortest window is ${spanWords(leastMs)}.`)
    .max(mostMs, `The longest window is ${spanWords(mostMs)}.`)
    .multipleOf(5 * minuteMs, "A window is whole 5 minutes long.")
    .prefault(usualMs)
    .meta({ label, control: "seconds", place: "main" });
}

/** How many checks said something of the target. */
export function judgedIn({ counts }: CheckWindow): number {
  return counts.upN + counts.degradedN + counts.downN;
}

/** `15 min`, `2 h`, `1 day`; in German as it follows "in den letzten". */
export function spanWords(ms: number, language: Language = "en"): string {
  const days = ms / dayMs;
  if (days >= 1 && Number.isInteger(days)) {
    if (language === "en") return days === 1 ? "1 day" : `${days} days`;
    if (days > 1) return `${days} Tagen`;
  }
  if (ms < minuteMs) return `${Math.round(ms / 1_000)} s`;
  const minutes = Math.round(ms / minuteMs);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/** `812 ms`, `2.31 s`, `12 min`. */
export function durationWords(ms: number, language: Language = "en"): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000
    ? `${figure(Number((ms / 1_000).toFixed(2)), language)} s`
    : spanWords(Math.round(ms / minuteMs) * minuteMs, language).replace("Tagen", "Tage");
}

/** A share of a hundred with as many digits as it takes to tell it from none and from all. */
export function percentWords(percent: number, language: Language = "en"): string {
  const digits = [2, 3, 4, 5].find(
    (each) => percent === 0 || percent === 100 || !/^(?:0|100)$/.test(String(Number(percent.toFixed(each)))),
  );
  return `${figure(Number(percent.toFixed(digits ?? 6)), language)} %`;
}

export function daysWords(days: number, language: Language = "en"): string {
  const shown = Number(days.toFixed(1));
  return `${figure(shown, language)} ${language === "en" ? "days" : shown === 1 ? "Tag" : "Tage"}`;
}

/** A number as the language writes it. */
export function figure(value: number, language: Language): string {
  return language === "de" ? String(value).replace(".", ",") : String(value);
}

export const daysUntil = (momentMs: number, atMs: number) => (momentMs - atMs) / dayMs;
