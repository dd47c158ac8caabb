import fc from "fast-check";
import { expect, it } from "vitest";
import { type Glimpse, type Signs, createGlimpses, unwellReason, unwellWords, wayOf } from "./location-health.ts";

const calm: Signs = { way: "ipv4", suspicion: null, canaries: { asked: 0, failed: 0 }, others: { shared: 0, up: 0 } };

it("does not trust itself when none of its canaries answers, whatever else it sees", () => {
  expect(unwellReason({ ...calm, canaries: { asked: 2, failed: 2 } })).toBe("canaries");
  expect(unwellReason({ ...calm, canaries: { asked: 2, failed: 1 } })).toBeNull();
  expect(unwellReason({ ...calm, canaries: { asked: 2, failed: 0 }, suspicion: "failing" })).toBeNull();
});

it("says which way its canaries did not answer", () => {
  const canaries = { asked: 2, failed: 2 };
  expect(unwellReason({ ...calm, way: "ipv6", canaries })).toBe("canaries_ipv6");
  expect(unwellReason({ ...calm, way: "names", canaries })).toBe("canary_names");
});

it.each([
  { way: "names", code: "dns_timeout", evidence: {} },
  { way: "names", code: "dns_not_found", evidence: null },
  { way: "names", code: "dns_failed", evidence: {} },
  // Nothing was kept, or nobody got as far as an address.
  { way: "ipv4", code: "connect_timeout", evidence: null },
  { way: "ipv4", code: "connect_failed", evidence: {} },
  { way: "ipv4", code: null, evidence: {} },
  // It was a name server that was asked.
  { way: "ipv4", code: "dns_timeout", evidence: { address: "192.0.2.53:53" } },
  { way: "ipv6", code: "dns_timeout", evidence: { address: "[2001:db8::53]:53", ipv6Only: true } },
  { way: "ipv6", code: "connect_timeout", evidence: { address: "[2001:db8::1]:443", ipv6Only: true } },
  // IPv4 had failed before.
  { way: "ipv4", code: "connect_failed", evidence: { address: "[2001:db8::1]:443" } },
  { way: "ipv4", code: "status_unexpected", evidence: { address: "192.0.2.1:443" } },
] as const)("takes the way of $code with $evidence for $way", ({ way, code, evidence }) => {
  expect(wayOf({ code, evidence })).toBe(way);
});

it("does not trust itself when others have seen up, since, most of what fails here", () => {
  expect(unwellReason({ ...calm, suspicion: "failing", others: { shared: 10, up: 6 } })).toBe("alone");
  expect(unwellReason({ ...calm, suspicion: "failing", others: { shared: 5, up: 3 } })).toBe("alone");
  expect(unwellReason({ ...calm, suspicion: "failing", others: { shared: 10, up: 5 } })).toBeNull();
  expect(unwellReason({ ...calm, suspicion: "failing", others: { shared: 2, up: 2 } })).toBeNull();
  expect(unwellReason({ ...calm, suspicion: null, others: { shared: 10, up: 10 } })).toBeNull();
});

it("believes in an outage of everything when there is nothing to compare with", () => {
  expect(unwellReason({ ...calm, suspicion: "failing" })).toBeNull();
});

it("does not trust itself when it is too busy to keep its deadlines", () => {
  expect(unwellReason({ ...calm, suspicion: "stalled" })).toBe("late");
});

it.each([
  { failing: 0.4, suspicion: null },
  { failing: 0.5, suspicion: null },
  { failing: 0.6, suspicion: "failing" },
])("finds an outage of $failing of what it looks at: $suspicion", ({ failing, suspicion }) => {
  const glimpses = createGlimpses();
  for (let i = 0; i < 1_000; i++) glimpses.add(50_000 + i * 10, i % 100 < failing * 100 ? "failed" : "fine");
  expect(glimpses.suspicion(60_000)).toBe(suspicion);
});

it("counts the checks of the last 15 s and no others, as counting each of them would", () => {
  const check = fc.record({ atMs: fc.nat(60_000), glimpse: fc.constantFrom<Glimpse>("fine", "failed", "failed", "stalled") });
  fc.assert(
    fc.property(fc.array(check, { maxLength: 200, size: "max" }), fc.nat(20_000), (unsorted, laterMs) => {
      const checks = unsorted.toSorted((a, b) => a.atMs - b.atMs);
      const nowMs = (checks.at(-1)?.atMs ?? 0) + laterMs;
      const glimpses = createGlimpses();
      for (const { atMs, glimpse } of checks) glimpses.add(atMs, glimpse);
      const recent = checks.filter(({ atMs }) => Math.floor(atMs / 1_000) > Math.floor(nowMs / 1_000) - 15);
      const share = (wanted: Glimpse) => recent.filter(({ glimpse }) => glimpse === wanted).length / recent.length;
      const expected = recent.length < 10 ? null : share("stalled") >= 0.2 ? "stalled" : share("failed") > 0.5 ? "failing" : null;
      expect(glimpses.suspicion(nowMs)).toBe(expected);
    }),
  );
});

it("says in words of each reason what cannot be trusted", () => {
  expect(Object.values(unwellWords)).toEqual([
    "none of its canaries answers",
    "none of its canaries answers over IPv6",
    "the name of none of its canaries is found",
    "most of what it looks at fails, while other locations see it up",
    "it is too busy to keep its deadlines",
  ]);
});
