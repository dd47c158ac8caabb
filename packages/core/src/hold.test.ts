import fc from "fast-check";
import { expect, it } from "vitest";
import { type HeldIncident, flapWarning, flapWindowMs, holdOf, tellOf } from "./hold.ts";

it("holds what a parent explains, and names the parents", () => {
  expect(holdOf({ maintenance: null, troubled: ["Gateway"], recent: 9 })).toEqual({
    reason: "parent",
    sentence: "Nobody is told while what it depends on is down: Gateway.",
  });
  expect(holdOf({ maintenance: null, troubled: ["a", "b", "c", "d", "e"], recent: 0 })?.sentence).toContain("a, b, c and 2 more");
  expect(holdOf({ maintenance: null, troubled: ["a", "b", "c"], recent: 0 })?.sentence).toMatch(/: a, b, c\.$/);
});

it("holds the fourth incident within an hour, warns with the third, and says nothing of the first two", () => {
  const all = [0, 1, 2, 3, 4].map((recent) => ({ maintenance: null, troubled: [], recent }));
  expect(all.map((each) => holdOf(each)?.reason ?? null)).toEqual([null, null, null, "flapping", "flapping"]);
  expect(all.map(flapWarning)).toEqual([
    null,
    null,
    {
      en: "It flaps: incident 3 within an hour. Those that follow are told only if they last 10 minutes.",
      de: "Es flattert: Vorfall 3 in einer Stunde. Weitere werden nur gemeldet, wenn sie 10 Minuten dauern.",
    },
    null,
    null,
  ]);
  expect(holdOf({ maintenance: null, troubled: [], recent: 3 })?.sentence).toBe(
    "It flaps: incident 4 within an hour. Nobody is told unless it lasts 10 minutes.",
  );
});

const held: HeldIncident = {
  reason: "parent",
  troubled: 0,
  confirmedMs: 1_000,
  recoveredMs: 50_000,
  seenMs: 40_000,
  maintenanceMs: 0,
  intervalMs: 60_000,
};

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

it("holds whatever begins in a window of maintenance, and says in which", () => {
  expect(holdOf({ maintenance: "Upgrade", troubled: ["Gateway"], recent: 9 })).toEqual({
    reason: "maintenance",
    sentence: "Nobody is told during the maintenance “Upgrade”.",
  });
});

it("tells of what outlives its window with the next check, and where none comes soon after it was due", () => {
  const planned: HeldIncident = { ...held, reason: "maintenance", maintenanceMs: 100_000, seenMs: 90_000 };
  expect(tellOf(planned, 99_999)).toBeNull();
  expect(tellOf(planned, 190_000)).toBeNull();
  expect(tellOf(planned, 190_001)).toMatch(/maintenance is over/);
  expect(tellOf({ ...planned, seenMs: 100_000 }, 110_000)).toBeNull();
  expect(tellOf({ ...planned, seenMs: 100_001 }, 110_000)).toMatch(/maintenance is over/);
  expect(tellOf({ ...planned, seenMs: 100_001, troubled: 1 }, 110_000)).toBeNull();
});

it("tells exactly of the outages that outlive their window, within an interval of its end, whatever outages and windows there are", () => {
  const stretches = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 20, size: "max" });
  fc.assert(
    fc.property(stretches, fc.nat(200), fc.integer({ min: 1, max: 200 }), (lengths, beganTick, lastsTicks) => {
      const intervalMs = 60_000;
      const window = { beganMs: beganTick * intervalMs + 1, endedMs: (beganTick + lastsTicks) * intervalMs + 1 };
      let startMs = intervalMs;
      for (const [i, length] of lengths.entries()) {
        const endMs = startMs + length * intervalMs;
        const isOutage = i % 2 === 1;
        if (isOutage) expect(toldAtMs(startMs, endMs, window, intervalMs)).toEqual(expectedMs(startMs, endMs, window, intervalMs));
        startMs = endMs;
      }
    }),
  );
});

type Maintained = { beganMs: number; endedMs: number };

/** When people hear of an outage that is seen failing at each interval from `startMs` to before `endMs`; null: never. */
function toldAtMs(startMs: number, endMs: number, window: Maintained, intervalMs: number): number | null {
  const isCovered = startMs >= window.beganMs && startMs < window.endedMs;
  const hold = holdOf({ maintenance: isCovered ? "Upgrade" : null, troubled: [], recent: 0 });
  if (hold === null) return startMs;
  for (let nowMs = startMs; nowMs < endMs; nowMs += intervalMs) {
    const maintenanceMs = nowMs >= window.beganMs ? window.endedMs : 0;
    const incident = { reason: hold.reason, troubled: 0, confirmedMs: startMs, recoveredMs: 0, seenMs: nowMs, maintenanceMs, intervalMs };
    if (tellOf(incident, nowMs) !== null) return nowMs;
  }
  return null;
}

function expectedMs(startMs: number, endMs: number, window: Maintained, intervalMs: number): number | null {
  if (startMs < window.beganMs || startMs >= window.endedMs) return startMs;
  const firstAfterMs = startMs + Math.ceil((window.endedMs - startMs + 1) / intervalMs) * intervalMs;
  return firstAfterMs < endMs ? firstAfterMs : null;
}

it("holds on through a window what was held for another reason", () => {
  expect(tellOf({ ...held, seenMs: 51_000, maintenanceMs: 60_001 }, 60_000)).toBeNull();
  expect(tellOf({ ...held, seenMs: 51_000, maintenanceMs: 60_000 }, 60_000)).toMatch(/still failing/);
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
        const hold = holdOf({ maintenance: null, troubled: [], recent });
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
