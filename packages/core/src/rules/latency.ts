import { z } from "zod";
import { quantile } from "../quantile-sketch.ts";
import { durationWords, spanWords } from "./rule-fields.ts";
import { noFact, ruleKindOf } from "./rule-kind.ts";

const LatencyParams = z.strictObject({
  percentile: z
    .union([z.literal(50), z.literal(95), z.literal(99)], "Choose the 50th, 95th or 99th percentile.")
    .prefault(95)
    .meta({ label: "Percentile", choices: { 50: "50th (median)", 95: "95th", 99: "99th" }, place: "main" }),
  windowMs: z
    .int("Type the window as a whole number of milliseconds.")
    .min(300_000, "The shortest window is 5 minutes.")
    .max(86_400_000, "The longest window is 1 day.")
    .prefault(900_000)
    .meta({ label: "Over the last", control: "seconds", place: "main" }),
  thresholdMs: z
    .int("Type the limit as a whole number of milliseconds.")
    .min(1, "The lowest limit is 1 ms.")
    .max(60_000, "The highest limit is 60 s.")
    .meta({ label: "Is above (ms)", placeholder: "800", place: "main" }),
});

export const latency = ruleKindOf(LatencyParams)({
  label: "Latency",
  about: "A percentile of how long answers took.",
  watches: "probed",
  fact: null,
  windowsMs: ({ windowMs }) => [windowMs],
  wantsLatency: true,
  worse: () => "above",
  limitField: "thresholdMs",
  best: 0,
  usualCloseAt: (limit) => limit * 0.9,
  measure: ({ percentile }, { windows: [window] }) => {
    if (window === undefined) return noFact;
    const us = quantile(window.sketch, percentile / 100);
    return { value: us === null ? null : us / 1_000, n: window.sketch.count };
  },
  inWords: {
    en: ({ percentile, windowMs, thresholdMs }) =>
      `the ${percentile}th percentile of latency over the last ${spanWords(windowMs)} is above ${durationWords(thresholdMs)}`,
    de: ({ percentile, windowMs, thresholdMs }) =>
      `das ${percentile}. Perzentil der Latenz liegt über die letzten ${spanWords(windowMs, "de")} bei mehr als ${durationWords(thresholdMs, "de")}`,
  },
  format: (ms, _, language) => durationWords(ms, language),
});
