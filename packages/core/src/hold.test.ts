import fc from "fast-check";
import { expect, it } from "vitest";
import { type HeldIncident, flapWarning, flapWindowMs, holdOf, tellOf } from "./hold.ts";

it("holds what a parent explains, and names the parents", () => {
  expect(holdOf({ troubled: ["Gateway"], recent: 9 })).toEqual({
    reason: "parent",
    sentence: "Nobody is told while what it depends on is down: Gateway.",
  });
  expect(holdOf({ troubled: ["a", "b", "c", "d", "e"], recent: 0 })?.sentence).toContain("a, b, c and 2 more");
  expect(holdOf({ troubled: ["a", "b", "c"], recent: 0 })?.sentence).toMatch(/: a, b, c\.$/);
});

it("holds the fourth incident within an hour, warns with the third, and says nothing of the first two", () => {
  const all = [0, 1, 2, 3, 4].map((recent) => ({ troubled: [], recent }));
  expect(all.map((each) => holdOf(each)?.reason ?? null)).toEqual([null, null, null, "flapping", "flapping"]);
  expect(all.map(flapWarning)).toEqual([
    null,
    null,
    "It flaps: incident 3 within an hour. Those that follow are told only if they last 10 minutes.",
    null,
    null,
  ]);
  expect(holdOf({ troubled: [], recent: 3 })?.sentence).toBe(
    "It flaps: incident 4 within an hour. Nobody is told unless it lasts 10 minutes.",
  );
});

const held: HeldIncident = { reason: "parent", troubled: 0, confirmedMs: 1_000, recoveredMs: 50_000, seenMs: 40_000 };

it("gives a child until its next check after its parents are up, and five minutes if none comes", () => {
  expect(tellOf({ ...held, troubled: 1, seenMs: 90_000 }, 9_000_000)).toBeNull();
  expect(tellOf(held, 60_000)).toBeNull();
  expect(tellOf({ ...held, seenMs: held.recoveredMs }, 60_000)).toBeNull();
  expect(tellOf(held, 350_000)).toBeNull();
  expect(tellOf({ ...held, seenMs: 51_000 }, 60_000)).toMatch(/still failing/);
  expect(tellOf(held, 350_001)).toMatch(/still failing/);
});

it("tells of a flapping monitor whose incident lasts", () => {
  expect(tellOf({ ...held, reason: "flapping" }, 600_999)).toBeNull();
  expect(tellOf({ ...held, reason: "flapping" }, 601_000)).toMatch(/10 minutes/);
});

it("tells of at most three incidents of any hour that do not last, and of every one that lasts and has no parent", () => {
  const incident = fc.record({ afterMs: fc.nat(1_800_000), lastsMs: fc.nat(1_200_000) });
  fc.assert(
    fc.property(fc.array(incident, { maxLength: 60, size: "max" }), (incidents) => {
      const opened: { atMs: number; told: boolean; lastsMs: number }[] = [];
      let nowMs = 0;
      for (const { afterMs, lastsMs } of incidents) {
        nowMs += afterMs + 1;
        const atMs = nowMs;
        const recent = opened.filter((each) => each.atMs > atMs - flapWindowMs).length;
        const hold = holdOf({ troubled: [], recent });
        const isTold = hold === null || tellOf({ ...held, reason: hold.reason, troubled: 0, confirmedMs: atMs }, atMs + lastsMs) !== null;
        opened.push({ atMs, told: isTold, lastsMs });
        nowMs += lastsMs;
      }
      for (const { atMs, told, lastsMs } of opened) {
        if (lastsMs >= 600_000) expect(told).toBe(true);
        const short = opened.filter((each) => each.atMs > atMs - flapWindowMs && each.atMs <= atMs && each.told && each.lastsMs < 600_000);
        expect(short.length).toBeLessThanOrEqual(3);
      }
    }),
  );
});
