import { describe, expect, it } from "vitest";
import { untilResolvedMs, wakeOf } from "./quiet.ts";

const minute = 60_000;
const nowMs = 100 * minute;
const over = (agoMs: number) => ({ number: 12, closedAtMs: nowMs - agoMs });

describe("an incident that people are not told more of", () => {
  it("wakes when its snooze is over, not before, and never when it lasts until the end", () => {
    expect(wakeOf({ snoozedUntilMs: nowMs, mergedInto: null }, nowMs)?.ended).toBe("snooze");
    expect(wakeOf({ snoozedUntilMs: nowMs + 1, mergedInto: null }, nowMs)).toBe(null);
    expect(wakeOf({ snoozedUntilMs: untilResolvedMs, mergedInto: null }, nowMs)).toBe(null);
  });

  it("comes out of one that has ended, once it had time to end as well", () => {
    expect(wakeOf({ snoozedUntilMs: null, mergedInto: over(5 * minute) }, nowMs)).toEqual({
      ended: "merge",
      why: {
        en: "Incident #12, into which it was merged, is over, and this one is still open.",
        de: "Vorfall #12, mit dem er zusammengelegt wurde, ist vorbei, und dieser dauert an.",
      },
    });
    expect(wakeOf({ snoozedUntilMs: null, mergedInto: over(5 * minute - 1) }, nowMs)).toBe(null);
    expect(wakeOf({ snoozedUntilMs: null, mergedInto: { number: 12, closedAtMs: null } }, nowMs)).toBe(null);
  });

  it("stays quiet while either of both asks for it", () => {
    expect(wakeOf({ snoozedUntilMs: nowMs + 1, mergedInto: over(10 * minute) }, nowMs)).toBe(null);
    expect(wakeOf({ snoozedUntilMs: nowMs - 1, mergedInto: { number: 12, closedAtMs: null } }, nowMs)).toBe(null);
    expect(wakeOf({ snoozedUntilMs: nowMs - 1, mergedInto: over(10 * minute) }, nowMs)?.ended).toBe("merge");
  });
});
