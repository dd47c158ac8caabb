import { z } from "zod";
import type { Language } from "../language.ts";
import { singleLine } from "../text.ts";
import { figure, spanWords, window } from "./rule-fields.ts";
import { noFact, ruleKindOf } from "./rule-kind.ts";

const MetricParams = z.strictObject({
  metric: singleLine("The metric", 300).meta({
    label: "Metric",
    placeholder: 'metric "queue_depth"',
    hint: "As a condition of the monitor names it: a figure is kept when a condition mentions it.",
    place: "main",
  }),
  of: z
    .enum(["mean", "max", "min", "last"])
    .prefault("mean")
    .meta({
      label: "Look at its",
      choices: { mean: "Mean", max: "Highest value", min: "Lowest value", last: "Newest value" },
      place: "main",
    }),
  windowMs: window(300_000, 86_400_000, 900_000),
  worse: z
    .enum(["above", "below"])
    .prefault("above")
    .meta({ label: "Broken when it is", choices: { above: "Above the limit", below: "Below the limit" }, place: "main" }),
  threshold: z.number("Type the limit as a number.").meta({
    label: "Limit",
    placeholder: "1000",
    hint: "Durations in milliseconds, sizes in bytes.",
    place: "main",
  }),
});

const words = { mean: "mean", max: "highest value", min: "lowest value", last: "newest value" } as const;
const germanWords = { mean: "das Mittel", max: "der höchste Wert", min: "der niedrigste Wert", last: "der neueste Wert" } as const;
const format = (value: number, _: object, language: Language = "en") => figure(Number(value.toPrecision(6)), language);

export const metric = ruleKindOf(MetricParams)({
  label: "Metric",
  about: "Any figure that a condition of the monitor mentions.",
  watches: "probed",
  fact: "metric",
  windowsMs: () => [],
  worse: ({ worse }) => worse,
  limitField: "threshold",
  best: null,
  usualCloseAt: (limit, { worse }) => limit + Math.abs(limit) * (worse === "above" ? -0.1 : 0.1),
  measure: ({ of }, { metric: seen }) => {
    if (seen === null) return noFact;
    return { value: of === "mean" ? seen.sum / seen.n : seen[of], n: Number.MAX_SAFE_INTEGER };
  },
  inWords: {
    en: (params) =>
      `the ${words[params.of]} of ${params.metric} over the last ${spanWords(params.windowMs)} is ${params.worse} ${format(params.threshold, params)}`,
    de: (params) =>
      `${germanWords[params.of]} von ${params.metric} in den letzten ${spanWords(params.windowMs, "de")} liegt ${params.worse === "above" ? "über" : "unter"} ${format(params.threshold, params, "de")}`,
  },
  format,
});
