import { z } from "zod";
import { judgedIn, percentWords, spanWords, window } from "./rule-fields.ts";
import { noFact, ruleKindOf } from "./rule-kind.ts";

/** Which checks are bad: those that failed, or slow ones as well. */
export const badChecks = z
  .enum(["down", "degraded"])
  .prefault("down")
  .meta({ label: "Bad checks are", choices: { down: "Those that failed", degraded: "Those that failed or were degraded" } });

const ErrorRateParams = z.strictObject({
  windowMs: window(300_000, 7 * 86_400_000, 900_000),
  thresholdPercent: z
    .number("Type the limit in percent.")
    .gt(0, "The lowest limit is above 0 %.")
    .max(99, "The highest limit is 99 %.")
    .meta({ label: "Share of bad checks is above (%)", placeholder: "5", place: "main" }),
  bad: badChecks,
});

export const errorRate = ruleKindOf(ErrorRateParams)({
  label: "Error rate",
  about: "The share of checks that were bad, confirmed or not.",
  watches: "probed",
  fact: null,
  windowsMs: ({ windowMs }) => [windowMs],
  worse: () => "above",
  limitField: "thresholdPercent",
  best: 0,
  usualCloseAt: (limit) => limit * 0.9,
  measure: ({ bad }, { windows: [seen] }) => {
    if (seen === undefined) return noFact;
    const n = judgedIn(seen);
    return { value: n === 0 ? null : (100 * (seen.counts.downN + (bad === "degraded" ? seen.counts.degradedN : 0))) / n, n };
  },
  inWords: {
    en: ({ windowMs, thresholdPercent }) =>
      `the share of bad checks over the last ${spanWords(windowMs)} is above ${percentWords(thresholdPercent)}`,
    de: ({ windowMs, thresholdPercent }) =>
      `der Anteil schlechter Prüfungen liegt in den letzten ${spanWords(windowMs, "de")} über ${percentWords(thresholdPercent, "de")}`,
  },
  format: (percent, _, language) => percentWords(percent, language),
});
