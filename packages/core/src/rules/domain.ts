import { z } from "zod";
import { daysLeft } from "./certificate.ts";
import { daysUntil, daysWords } from "./rule-fields.ts";
import { noFact, ruleKindOf } from "./rule-kind.ts";

const DomainParams = z.strictObject({ days: daysLeft });

export const domain = ruleKindOf(DomainParams)({
  label: "Domain expiry",
  about: "Days until a domain's registration ends, as its registry last said.",
  watches: "domain",
  fact: "domain",
  windowsMs: () => [],
  worse: () => "below",
  limitField: "days",
  usualCloseAt: (limit) => limit + 1,
  measure: (_, { momentMs, atMs }) => (momentMs === null ? noFact : { value: daysUntil(momentMs, atMs), n: Number.MAX_SAFE_INTEGER }),
  inWords: {
    en: ({ days }) => `the registration has fewer than ${days} days left`,
    de: ({ days }) => `die Registrierung gilt weniger als ${days} Tage`,
  },
  format: (days, _, language) => daysWords(days, language),
});
