import { describe, expect, it } from "vitest";
import { type HeardIncident, noiseOf } from "./noise.ts";

const nowMs = 1_780_000_000_000;
const minute = 60_000;
const api = { id: "m1", name: "API", failuresToOpen: 1, intervalMs: minute };
const heard = (over: Partial<HeardIncident> & { agoMs?: number; lastedMs?: number } = {}): HeardIncident => {
  const startedAtMs = nowMs - (over.agoMs ?? 86_400_000);
  return {
    monitor: api,
    ruleId: null,
    startedAtMs,
    endedAtMs: startedAtMs + (over.lastedMs ?? minute),
    isAcknowledged: false,
    failures: 1,
    ...over,
  };
};
const days = (n: number, over: Parameters<typeof heard>[0] = {}) =>
  Array.from({ length: n }, (_, i) => heard({ agoMs: (i + 1) * 86_400_000, ...over }));

it("counts as a signal what was acknowledged or lasted longer than five minutes, also while it lasts", () => {
  const [row] = noiseOf(
    [
      heard({ isAcknowledged: true }),
      heard({ agoMs: 2 * 86_400_000, lastedMs: 5 * minute }),
      heard({ agoMs: 3 * 86_400_000, lastedMs: 5 * minute + 1 }),
      heard({ agoMs: 6 * minute, endedAtMs: null }),
      heard({ agoMs: 4 * minute, endedAtMs: null, monitor: api }),
    ],
    nowMs,
  );
  expect(row).toMatchObject({ monitor: { name: "API" }, incidents: 5, signals: 3 });
});

it("counts those that opened after three others within an hour", () => {
  const [row] = noiseOf(
    [0, 10, 20, 30, 40, 200].map((min) => heard({ agoMs: 600 * minute - min * minute })),
    nowMs,
  );
  expect(row?.flaps).toBe(2);
});

describe("a suggestion", () => {
  it("is the smallest that avoids half of the noise, and says what it costs", () => {
    const [row] = noiseOf([...days(14), ...days(3, { failures: 9, lastedMs: 9 * minute, agoMs: 40 * 86_400_000 })], nowMs);
    expect(row?.suggestion).toEqual({ from: 1, to: 2, avoids: 14, delayMs: minute });
    expect(noiseOf(days(4, { failures: 2 }), nowMs)[0]?.suggestion).toEqual({ from: 1, to: 3, avoids: 4, delayMs: 2 * minute });
  });

  it("is none where it would hide a signal, where little is known, and for rules", () => {
    expect(noiseOf([...days(5), heard({ isAcknowledged: true, agoMs: 1 })], nowMs)[0]?.suggestion).toBe(null);
    expect(noiseOf(days(2), nowMs)[0]?.suggestion).toBe(null);
    expect(noiseOf(days(5, { failures: 5 }), nowMs)[0]?.suggestion).toBe(null);
    expect(noiseOf(days(5, { failures: null }), nowMs)[0]?.suggestion).toBe(null);
    expect(noiseOf(days(5, { ruleId: "r1" }), nowMs)[0]?.suggestion).toBe(null);
  });
});

it("keeps a monitor and its rules apart, and shows the noisiest first", () => {
  const rows = noiseOf(
    [...days(2), ...days(3, { ruleId: "r1" }), ...days(4, { monitor: { ...api, id: "m2", name: "Web" }, isAcknowledged: true })],
    nowMs,
  );
  expect(rows.map(({ monitor, ruleId, incidents }) => [monitor.name, ruleId, incidents])).toEqual([
    ["API", "r1", 3],
    ["API", null, 2],
    ["Web", null, 4],
  ]);
});
