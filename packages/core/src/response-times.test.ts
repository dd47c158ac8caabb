import { expect, it } from "vitest";
import { responseTimes } from "./response-times.ts";

const incident = (acknowledgedAtMs: number | null, endedAtMs: number | null) => ({
  startedAtMs: 1_000,
  confirmedAtMs: 2_000,
  acknowledgedAtMs,
  endedAtMs,
});

it("means over those that have the time, and says over how many", () => {
  expect(responseTimes([incident(4_000, 11_000), incident(null, 31_000), incident(8_000, null)])).toEqual({
    n: 3,
    acknowledgedN: 2,
    mttaMs: 4_000,
    resolvedN: 2,
    mttrMs: 20_000,
  });
  expect(responseTimes([])).toEqual({ n: 0, acknowledgedN: 0, mttaMs: null, resolvedN: 0, mttrMs: null });
});
