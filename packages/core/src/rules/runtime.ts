import { z } from "zod";
import { durationWords } from "./rule-fields.ts";
import { noFact, ruleKindOf } from "./rule-kind.ts";

const RuntimeParams = z.strictObject({
  thresholdMs: z
    .int("Type the limit as a whole number of milliseconds.")
    .min(1_000, "The lowest limit is 1 s.")
    .max(72 * 3_600_000, "The highest limit is 72 hours.")
    .meta({ label: "A run takes longer than", control: "seconds", place: "main" }),
});

export const runtime = ruleKindOf(RuntimeParams)({
  label: "Runtime of a job",
  about: "The newest run of a heartbeat, or the one that still goes on.",
  watches: "heartbeat",
  fact: "runs",
  windowsMs: () => [],
  worse: () => "above",
  limitField: "thresholdMs",
  best: 0,
  usualCloseAt: (limit) => limit,
  measure: (_, { runMs }) => (runMs === null ? noFact : { value: runMs, n: Number.MAX_SAFE_INTEGER }),
  inWords: {
    en: ({ thresholdMs }) => `a run takes longer than ${durationWords(thresholdMs)}`,
    de: ({ thresholdMs }) => `ein Lauf dauert länger als ${durationWords(thresholdMs, "de")}`,
  },
  format: (ms, _, language) => durationWords(ms, language),
});
