import { z } from "zod";
import { percentWords } from "./rule-fields.ts";
import { noFact, ruleKindOf } from "./rule-kind.ts";

const TrendParams = z.strictObject({
  thresholdPercent: z
    .number("Type the limit in percent.")
    .min(1, "The lowest limit is 1 %.")
    .max(1_000, "The highest limit is 1,000 %.")
    .meta({ label: "95th percentile grew by more than (%)", placeholder: "50", place: "main" }),
});

export const trend = ruleKindOf(TrendParams)({
  label: "Slower than last week",
  about: "The last 7 days against the 7 before, where the difference is more than noise.",
  watches: "probed",
  fact: "trend",
  windowsMs: () => [],
  worse: () => "above",
  limitField: "thresholdPercent",
  usualCloseAt: (limit) => limit * 0.9,
  measure: (_, { change }) => {
    if (change === null) return noFact;
    // A change of few hours, or of noise, is none.
    const isReal = change.strength === "medium" || change.strength === "large";
    return { value: isReal ? 100 * (change.ratio - 1) : 0, n: Number.MAX_SAFE_INTEGER };
  },
  inWords: {
    en: ({ thresholdPercent }) =>
      `the 95th percentile of 7 days is more than ${percentWords(thresholdPercent)} above that of the 7 days before`,
    de: ({ thresholdPercent }) =>
      `das 95. Perzentil von 7 Tagen liegt mehr als ${percentWords(thresholdPercent, "de")} über dem der 7 Tage davor`,
  },
  format: (percent, _, language) => percentWords(percent, language),
});
