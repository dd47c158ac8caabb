import { expect, it } from "vitest";
import { incidentSummary } from "./incident-summary.ts";
import { judge } from "./judge.ts";
import type { Language } from "./language.ts";
import { HttpSpec } from "./kinds/http.ts";
import type { Evidence, ProbeResult } from "./probe-result.ts";
import type { Finding } from "./summary-phrases.ts";

const dueMs = Date.parse("2026-11-30T12:00:00Z");
const finding = (over: Partial<Finding>): Finding => ({
  code: "connect_refused",
  reason: "The connection was refused.",
  dueMs,
  evidence: null,
  ...over,
});
const status = (code: number, body = ""): Finding =>
  finding({
    code: "status_unexpected",
    reason: `Answered with status ${code}; expected 2xx.`,
    evidence: { response: { status: code, headers: [], body } },
  });
const certificate = (validTo: string) => ({ subject: "", issuer: "", validFrom: "", validTo, names: [], fingerprint: "" });
const expired = (...ends: string[]): Finding =>
  finding({ code: "tls_expired", reason: "A certificate of the chain has expired; …", evidence: { certificates: ends.map(certificate) } });
const slow = finding({ code: "too_slow", reason: "Answered after 3200 ms; expected at most 800 ms." });
const nxdomain = finding({
  code: "dns_not_found",
  reason: "There is no such name: A shop.example.",
  evidence: { detail: "NXDOMAIN" } satisfies Evidence,
});

const seen = (bad: Record<string, Finding | null>, good: string[] = [], usualUs: number | null = null, language: Language = "en") =>
  incidentSummary(
    {
      bad: Object.entries(bad).map(([location, each]) => ({ location, finding: each })),
      good,
      total: Object.keys(bad).length + good.length,
    },
    usualUs,
    language,
  );
const inGerman = (bad: Record<string, Finding | null>, good: string[] = [], usualUs: number | null = null) =>
  seen(bad, good, usualUs, "de");

it.each([
  [
    "the certificate that ran out",
    seen({ Oslo: expired("2026-11-30T11:56:00Z"), Rome: expired("2026-11-30T11:56:00Z"), Home: expired("2026-11-30T11:56:00Z") }),
    "TLS handshake failed from 3 of 3 locations; the certificate expired 4 min ago.",
  ],
  [
    "the issuer's that ran out",
    seen({ Home: expired("2027-01-01T00:00:00Z", "2026-11-29T12:00:00Z") }),
    "TLS handshake failed; the certificate of its issuer expired 1 d ago.",
  ],
  [
    "who sees it up, and what the response said",
    seen({ Rome: status(503, "<html><title>Down for\n maintenance</title>"), Home: status(503) }, ["Oslo"]),
    'Status 503 from 2 of 3 locations; Oslo sees it up; expected 2xx; the response said "Down for maintenance".',
  ],
  [
    "different findings, each with its locations",
    seen({ Rome: status(503), Home: finding({}), Bern: status(503) }, ["Oslo", "Lima"]),
    "Status 503 from Rome and Bern; the connection was refused from Home; Oslo and Lima see it up.",
  ],
  ["a name that is not there", seen({ Rome: nxdomain, Home: nxdomain }), "DNS: NXDOMAIN from 2 of 2 locations."],
  [
    "a slow answer beside the usual one",
    seen({ Home: slow }, [], 240_000),
    "Answered after 3200 ms; expected at most 800 ms; p95 of the last day: 240 ms.",
  ],
  [
    "a slow answer from several places",
    seen({ Home: slow, Rome: slow }, [], 240_000),
    "Answers, but after 3200 ms from 2 of 2 locations; expected at most 800 ms; p95 of the last day: 240 ms.",
  ],
  ["one location in its own words", seen({ Home: status(503) }), "Answered with status 503; expected 2xx."],
  [
    "one location and the text of the answer",
    seen({ Home: status(503, "upstream connect error\n") }),
    'Answered with status 503; expected 2xx; the response said "upstream connect error".',
  ],
  [
    "a certificate for another name",
    seen({
      Home: finding({ code: "tls_name_mismatch", reason: "The certificate is not for a.example." }),
      Rome: finding({ code: "tls_name_mismatch", reason: "The certificate is not for a.example." }),
    }),
    "TLS handshake failed from 2 of 2 locations; the certificate is not for a.example.",
  ],
  ["a finding that is no longer kept", seen({ Rome: null, Home: null }, ["Oslo"]), "Checks fail from 2 of 3 locations; Oslo sees it up."],
] as const)("says %s", (_, said, expected) => expect(said).toBe(expected));

it.each([
  ['{"error":"no"}', "{ error : no }"],
  ["<html><body>no title</body></html>", ""],
  ["\u0000\u0001binary", "binary"],
  ["x".repeat(100), `${"x".repeat(79)}…`],
  ["1 2 3", ""],
])("takes of the body %j only what people can read", (body, said) => {
  const summary = seen({ Home: status(500, body) });
  expect(summary).toBe(
    said === "" ? "Answered with status 500; expected 2xx." : `Answered with status 500; expected 2xx; the response said "${said}".`,
  );
});

it.each([
  [
    seen({ Rome: status(503, "<title>Down for maintenance</title>"), Home: status(503) }, ["Oslo"], null, "de"),
    "Status 503 an 2 von 3 Standorten; Oslo sieht kein Problem; erwartet 2xx; in der Antwort stand „Down for maintenance“.",
  ],
  [inGerman({ Home: status(503) }), "Status 503; erwartet 2xx."],
  [
    inGerman({ Rome: status(503), Home: finding({}), Bern: status(503) }, ["Oslo", "Lima"]),
    "Status 503 (Rome und Bern); Verbindung abgelehnt (Home); Oslo und Lima sehen kein Problem.",
  ],
  [inGerman({ Rome: nxdomain, Home: nxdomain }), "DNS: NXDOMAIN an 2 von 2 Standorten."],
  [inGerman({ Home: slow }, [], 240_000), "Antwort erst nach 3200 ms; erwartet höchstens 800 ms; p95 des letzten Tages: 240 ms."],
  [inGerman({ Home: expired("2026-11-30T11:56:00Z") }), "TLS-Handshake gescheitert; das Zertifikat ist seit 4 min abgelaufen."],
  [inGerman({ Home: finding({}) }), "Verbindung abgelehnt (The connection was refused)."],
  [inGerman({ Home: finding({ code: null, reason: "The queue is full." }) }), "The queue is full."],
  [inGerman({ Rome: null, Home: null }, ["Oslo"]), "Prüfungen gescheitert an 2 von 3 Standorten; Oslo sieht kein Problem."],
] as const)("says it in German, and quotes words that are not its own: %s", (said, expected) => expect(said).toBe(expected));

it("knows in German every form of sentence that a judgement has", () => {
  const spec = HttpSpec.parse({ kind: "http", url: "https://shop.example/", slowAfterMs: 100 });
  const broken = { text: 'body contains "ok"', ok: false, severity: "down", actual: "nothing; it was empty", code: "assertion_failed" };
  const answer = (over: object) =>
    ({ outcome: "answered", status: 200, totalUs: 2_000_000, assertions: [], ...over }) as unknown as ProbeResult; // safe because judge reads nothing else
  const said = [answer({ status: 500 }), answer({}), answer({ assertions: [broken] })].map((result) => {
    const { code, reason } = judge(spec, result);
    return inGerman({ Home: finding({ code, reason }) });
  });
  expect(said).toEqual([
    "Status 500; erwartet 2xx.",
    "Antwort erst nach 2000 ms; erwartet höchstens 100 ms.",
    'Erwartet: body contains "ok"; es war: nothing; it was empty.',
  ]);
});
