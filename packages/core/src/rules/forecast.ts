import { z } from "zod";
import { daysLeft } from "./certificate.ts";
import { daysUntil, daysWords } from "./rule-fields.ts";
import { noFact, ruleKindOf } from "./rule-kind.ts";

const ForecastParams = z.strictObject({ days: daysLeft });

export const forecast = ruleKindOf(ForecastParams)({
  label: "Forecast",
  about: "Latency is forecast to reach its limit soon. The limit is the lowest that somebody calls slow.",
  watches: "probed",
  fact: "forecast",
  windowsMs: () => [],
  worse: () => "below",
  limitField: "days",
  usualCloseAt: (limit) => limit + 1,
  // A forecast without a crossing is good news; no forecast at all is none.
  measure: (_, { momentMs, atMs }) => (momentMs === null ? noFact : { value: daysUntil(momentMs, atMs), n: Number.MAX_SAFE_INTEGER }),
  inWords: {
    en: ({ days }) => `the 95th percentile is forecast to reach its limit within ${days} days`,
    de: ({ days }) => `das 95. Perzentil erreicht laut Vorhersage seine Grenze in ${days} Tagen`,
  },
  format: (days, _, language = "en") => {
    if (days > 3_650) return language === "de" ? "nicht in Sicht" : "not in sight";
    return daysWords(Math.max(0, days), language);
  },
});
