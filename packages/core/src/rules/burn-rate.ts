import { z } from "zod";
import { badChecks } from "./error-rate.ts";
import { figure, judgedIn, spanWords, window } from "./rule-fields.ts";
import { type CheckWindow, noFact, ruleKindOf } from "./rule-kind.ts";

const hourMs = 3_600_000;

/** A long window says that it matters, a short one that it still goes on. */
function pair(label: string, factor: number, longMs: number, shortMs: number) {
  return z
    .strictObject({
      factor: z.number("Type how many times too fast.").min(1, "Budget burns too fast from 1 on.").max(1_000).prefault(factor).meta({
        label: "Times too fast",
        hint: "1 uses the budget up exactly in its time.",
      }),
      longMs: window(hourMs, 7 * 24 * hourMs, longMs, "Over the last"),
      shortMs: window(300_000, 24 * hourMs, shortMs, "And over"),
    })
    .refine((windows) => windows.shortMs < windows.longMs, {
      path: ["shortMs"],
      message: "The second window must be shorter than the first: it ends the alert soon after the errors end.",
    })
    .prefault({})
    .meta({ label });
}

/**
 * "The Site Reliability Workbook", chapter 5, section 6 (Google, 2018): the budget of an objective burns `factor` times too fast in both
 * windows of a pair. 14.4 for an hour is 2 % of a budget of 30 days, 6 for six hours is 5 %.
 */
const BurnRateParams = z
  .strictObject({
    objectivePercent: z
      .number("Type the objective in percent.")
      .min(50, "The lowest objective is 50 %.")
      .max(99.999, "The highest objective is 99.999 %.")
      .meta({ label: "Objective: good checks (%)", placeholder: "99.9", place: "main" }),
    fast: pair("Fast burn", 14.4, hourMs, 300_000),
    slow: pair("Slow burn", 6, 6 * hourMs, 1_800_000),
    bad: badChecks,
  })
  .refine(({ fast, slow }) => fast.longMs < slow.longMs, {
    path: ["slow", "longMs"],
    message: "The slow burn needs a longer window than the fast one.",
  })
  .refine(({ fast, slow }) => fast.factor > slow.factor, {
    path: ["slow", "factor"],
    message: "The slow burn needs a lower factor than the fast one, or it says nothing more.",
  });

/** One bad check is chance, however small the budget. */
const fewestBad = 2;

export const burnRate = ruleKindOf(BurnRateParams)({
  label: "SLO burn rate",
  about: "The error budget of an objective is used up too fast, in a long and a short window together.",
  watches: "probed",
  fact: null,
  windowsMs: ({ fast, slow }) => [fast.longMs, fast.shortMs, slow.longMs, slow.shortMs],
  worse: () => "above",
  limitField: null,
  usualCloseAt: (limit) => limit * 0.9,
  measure: ({ objectivePercent, fast, slow, bad }, { windows }) => {
    const [fastLong, fastShort, slowLong, slowShort] = windows;
    if (fastLong === undefined || fastShort === undefined || slowLong === undefined || slowShort === undefined) return noFact;
    const badIn = ({ counts }: CheckWindow) => counts.downN + (bad === "degraded" ? counts.degradedN : 0);
    const burn = (seen: CheckWindow) => badIn(seen) / judgedIn(seen) / (1 - objectivePercent / 100);
    const both = (long: CheckWindow, short: CheckWindow, factor: number) =>
      judgedIn(short) === 0 ? null : badIn(long) < fewestBad ? 0 : Math.min(burn(long), burn(short)) / factor;
    const burns = [both(fastLong, fastShort, fast.factor), both(slowLong, slowShort, slow.factor)].filter((each) => each !== null);
    return { value: burns.length === 0 ? null : Math.max(...burns), n: judgedIn(slowLong) };
  },
  inWords: {
    en: ({ objectivePercent, fast, slow }) =>
      `the budget of ${objectivePercent} % burns over ${fast.factor} times too fast in ${spanWords(fast.longMs)} and ${spanWords(fast.shortMs)}, or over ${slow.factor} times in ${spanWords(slow.longMs)} and ${spanWords(slow.shortMs)}`,
    de: ({ objectivePercent, fast, slow }) =>
      `das Budget von ${figure(objectivePercent, "de")} % wird mehr als ${figure(fast.factor, "de")}-mal zu schnell verbraucht, in ${spanWords(fast.longMs, "de")} und in ${spanWords(fast.shortMs, "de")}, oder mehr als ${figure(slow.factor, "de")}-mal in ${spanWords(slow.longMs, "de")} und in ${spanWords(slow.shortMs, "de")}`,
  },
  format: (value, _, language = "en") => {
    const times = figure(Number(value.toFixed(2)), language);
    return language === "de" ? `das ${times}-Fache der Grenze` : `${times} times its limit`;
  },
});
