import { z } from "zod";
import { daysUntil, daysWords } from "./rule-fields.ts";
import { noFact, ruleKindOf } from "./rule-kind.ts";

export const daysLeft = z
  .int("Type whole days.")
  .min(1, "The lowest limit is 1 day.")
  .max(365, "The highest limit is 365 days.")
  .meta({ label: "Days left are below", placeholder: "14", place: "main" });

const CertificateParams = z.strictObject({ days: daysLeft });

export const certificate = ruleKindOf(CertificateParams)({
  label: "Certificate expiry",
  about: "Days that are left of the newest certificate seen.",
  watches: "probed",
  fact: "certificate",
  windowsMs: () => [],
  worse: () => "below",
  limitField: "days",
  usualCloseAt: (limit) => limit + 1,
  measure: (_, { momentMs, atMs }) => (momentMs === null ? noFact : { value: daysUntil(momentMs, atMs), n: Number.MAX_SAFE_INTEGER }),
  inWords: {
    en: ({ days }) => `the certificate has fewer than ${days} days left`,
    de: ({ days }) => `das Zertifikat gilt weniger als ${days} Tage`,
  },
  format: (days, _, language) => daysWords(days, language),
});
