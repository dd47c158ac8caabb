import { expect, it } from "vitest";
import { holesOf } from "./policy-holes.ts";
import { Plan } from "./policy.ts";
import type { TeamRouting } from "./telling.ts";

const monday = Date.parse("2026-11-30T00:00Z");
const hourMs = 3_600_000;
const ops = "00000000-0000-4000-8000-000000000001";
const routing: TeamRouting = {
  policies: [],
  schedules: [],
  people: [],
  channels: [{ id: ops, name: "Ops", enabled: true, ownerId: null, quiet: null, perMinute: null }],
};
const office = { timeZone: "Europe/Berlin", ranges: [{ days: [1, 2, 3, 4, 5], from: "08:00", until: "18:00" }] };
const holes = (steps: object[]) => holesOf({ name: "P", tags: [], plan: Plan.parse({ steps }) }, routing, monday);
const tell = [{ kind: "channel", channelId: ops }];

it("names every stretch of the week in which nobody would be reached", () => {
  const found = holes([{ tell, hours: office }]).filter((hole) => hole.severity === "down");
  expect(found).toHaveLength(6);
  expect(found[0]).toEqual({ severity: "down", fromMs: monday, untilMs: monday + 7 * hourMs });
  expect(found[5]).toEqual({ severity: "down", fromMs: monday + 4 * 24 * hourMs + 17 * hourMs, untilMs: monday + 7 * 24 * hourMs });
});

it("names what is only degraded where no step is meant for it, and nothing where a step tells the monitor's channels", () => {
  expect(holes([{ tell, severity: "down" }])).toEqual([{ severity: "degraded", fromMs: monday, untilMs: monday + 7 * 24 * hourMs }]);
  expect(
    holes([
      { tell, hours: office },
      { afterMinutes: 5, tell: [{ kind: "monitor" }] },
    ]),
  ).toEqual([]);
  expect(holes([{ tell: [{ kind: "channel", channelId: ops.replace("1", "2") }] }])).toHaveLength(2);
});
