import { expect, it } from "vitest";
import { HttpSpec } from "./kinds/http.ts";
import { TcpSpec } from "./kinds/tcp.ts";
import { judge } from "./judge.ts";
import type { ProbeResult } from "./probe-result.ts";
import { probeFailureCodes, reasonNumber, reasonOf } from "./probe-result.ts";

const spec = HttpSpec.parse({ kind: "http", url: "https://example.com", slowAfterMs: 500 });
const wire = { phases: {}, evidence: { request: { method: "GET", url: spec.url } } };
const answered = (status: number | null, totalUs: number): ProbeResult => ({
  ...wire,
  outcome: "answered",
  status,
  totalUs,
  certificateExpiresAtMs: null,
  assertions: [],
});

it("is up when the status is expected and the answer is not slow", () => {
  expect(judge(spec, answered(200, 500_000))).toEqual({ kind: "up", code: null, reason: "" });
});

it("is degraded when the answer took longer than it should, and says how long", () => {
  expect(judge(spec, answered(200, 812_345))).toEqual({
    kind: "degraded",
    code: "too_slow",
    reason: "Answered after 812 ms; expected at most 500 ms.",
  });
});

it("is down for another status, however fast, and names both", () => {
  expect(judge(spec, answered(503, 1))).toEqual({
    kind: "down",
    code: "status_unexpected",
    reason: "Answered with status 503; expected 2xx.",
  });
});

it("asks for no status where none is expected or none was given, nor for speed where none is asked for", () => {
  const tcp = TcpSpec.parse({ kind: "tcp", host: "example.com", port: 25 });
  expect(judge(spec, answered(null, 1)).kind).toBe("up");
  for (const status of [null, 503]) expect(judge(tcp, answered(status, 9e9)).kind).toBe("up");
});

it("is down for the target's failure and inconclusive for ours", () => {
  expect(judge(spec, { ...wire, outcome: "failed", failure: "connect_refused", message: "Refused.", totalUs: 1 })).toEqual({
    kind: "down",
    code: "connect_refused",
    reason: "Refused.",
  });
  expect(judge(spec, { ...wire, outcome: "inconclusive", reason: "prober_stalled", message: "Late.", totalUs: 1 }).kind).toBe(
    "inconclusive",
  );
});

it("is named by the gravest finding, whatever the order of the conditions", () => {
  const broken = (text: string, severity: "down" | "degraded") =>
    ({ text, severity, ok: false, actual: "no", code: "assertion_failed" }) as const;
  const [mild, grave] = [broken("latency < 1ms", "degraded"), broken('body contains "ok"', "down")];
  for (const assertions of [
    [mild, grave],
    [grave, mild],
  ])
    expect(judge(spec, { ...answered(200, 1), assertions } as ProbeResult)).toMatchObject({
      kind: "down",
      reason: 'Expected body contains "ok"; it was no.',
    });
  expect(judge(spec, { ...answered(200, 900_000), assertions: [mild] } as ProbeResult)).toMatchObject({
    kind: "degraded",
    code: "assertion_failed",
  });
});

it("says of a broken condition what was expected, or why that cannot be said", () => {
  const reasonOfBroken = (code: string) => {
    const assertions = [{ text: "body", severity: "down", ok: false, actual: "no", code }];
    return judge(spec, { ...answered(200, 1), assertions } as ProbeResult).reason;
  };
  expect(reasonOfBroken("assertion_failed")).toBe("Expected body; it was no.");
  expect(reasonOfBroken("assertion_too_slow")).toBe("The condition body took too long to evaluate.");
  expect(reasonOfBroken("content_changed")).toBe("body");
});

it("stores every reason under a number of its own and reads it back", () => {
  const codes = [
    ...(Object.keys(probeFailureCodes) as (keyof typeof probeFailureCodes)[]),
    "status_unexpected",
    "too_slow",
    "prober_stalled",
    "prober_error",
    "shutting_down",
  ] as const;
  expect(new Set(codes.map(reasonNumber)).size).toBe(codes.length);
  expect(codes.map((code) => reasonOf(reasonNumber(code)))).toEqual(codes);
  expect(reasonOf(9_999)).toBeNull();
});
