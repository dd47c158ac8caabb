import { noTime } from "@vedette/core/time-in-state";
import { usualUptime } from "@vedette/core/uptime-definition";
import { expect, it } from "vitest";
import { countedText } from "./counted-text.ts";

const hourMs = 3_600_000;
const figures = (upHours: number, noDataHours: number, counted = upHours * hourMs) => ({
  ...noTime,
  upMs: upHours * hourMs,
  noDataMs: noDataHours * hourMs,
  uptime: { up: counted, counted },
  incidents: 0,
  n: 100,
  p50Us: 1,
  p95Us: 1,
  p99Us: 1,
});

it("says what an uptime stands on, and how much nobody saw where that is more than a twentieth", () => {
  expect(countedText(figures(24, 0), usualUptime)).toBe("of 1 d counted");
  expect(countedText(figures(23, 1), usualUptime)).toBe("of 23 h counted");
  expect(countedText(figures(18, 6), usualUptime)).toBe("of 18 h counted, 6 h without data");
  expect(countedText(figures(18, 6, 40), { ...usualUptime, weighting: "checks" })).toBe("of 40 checks counted, 6 h without data");
  expect(countedText(figures(0, 24), usualUptime)).toBe("nothing counted");
});
