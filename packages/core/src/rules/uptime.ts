import { z } from "zod";
import { shareOfTime } from "../uptime-definition.ts";
import { percentWords, spanWords, window } from "./rule-fields.ts";
import { fewestChecks, noFact, ruleKindOf } from "./rule-kind.ts";

const UptimeParams = z.strictObject({
  windowMs: window(3_600_000, 30 * 86_400_000, 86_400_000),
  thresholdPercent: z
    .number("Type the limit in percent.")
    .min(50, "The lowest limit is 50 %.")
    .max(99.999, "The highest limit is 99.999 %.")
    .meta({ label: "Uptime is below (%)", placeholder: "99.9", place: "main" }),
});

export const uptime = ruleKindOf(UptimeParams)({
  label: "Uptime",
  about: "Confirmed time up, as the team defines uptime.",
  watches: "any",
  fact: null,
  windowsMs: ({ windowMs }) => [windowMs],
  wantsTime: true,
  worse: () => "below",
  limitField: "thresholdPercent",
  best: 100,
  usualCloseAt: (limit) => limit + (100 - limit) * 0.1,
  measure: (_, { windows: [seen], definition }) => {
    if (seen === undefined) return noFact;
    const { up, counted } = shareOfTime(definition, { ...seen.states, excludedMs: 0 });
    // Time is told from confirmed states, so a single rolled-up bucket is as good as many checks.
    return counted === 0 ? noFact : { value: (100 * up) / counted, n: fewestChecks };
  },
  inWords: {
    en: ({ windowMs, thresholdPercent }) => `uptime over the last ${spanWords(windowMs)} is below ${percentWords(thresholdPercent)}`,
    de: ({ windowMs, thresholdPercent }) =>
      `die Verfügbarkeit liegt in den letzten ${spanWords(windowMs, "de")} unter ${percentWords(thresholdPercent, "de")}`,
  },
  format: (percent, _, language) => percentWords(percent, language),
});
