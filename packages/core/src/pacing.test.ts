import { expect, it } from "vitest";
import { type PacedMessage, type PastMessage, paceOf } from "./pacing.ts";
import type { RoutedChannel } from "./telling.ts";

const nowMs = Date.parse("2026-11-30T23:00Z");
const night = {
  timeZone: "UTC",
  ranges: [
    { days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", until: "06:00" },
    { days: [1, 2, 3, 4, 5, 6, 7], from: "22:00", until: "24:00" },
  ],
};
const channel = { id: "c", name: "Chat", enabled: true, ownerId: null, quiet: null, perMinute: null };
const message = (part: Partial<PacedMessage> = {}): PacedMessage => ({
  incidentId: "i",
  monitorId: "m",
  number: 7,
  severity: "down",
  type: "incident.opened",
  keys: ["host:shop"],
  groupSeconds: 10,
  ...part,
});
const past = (part: Partial<PastMessage> = {}): PastMessage => ({
  ...message({ incidentId: "first", monitorId: "n", number: 1 }),
  atMs: nowMs - 5_000,
  hold: null,
  isGrouped: false,
  ...part,
});
const pace = (asked: PacedMessage, to: RoutedChannel, all: readonly PastMessage[], atMs: number) =>
  paceOf(asked, to, { all, own: all.filter((each) => each.incidentId === asked.incidentId) }, atMs);

it("sends the first at once, and holds a second that has something in common with it until ten seconds are over", () => {
  expect(pace(message(), channel, [], nowMs)).toEqual({ hold: null, why: null });
  expect(pace(message(), channel, [past()], nowMs)).toMatchObject({
    hold: { reason: "grouped", untilMs: nowMs + 10_000 },
    why: "Told together with what began with #1, within 10 s",
  });
  const waiting = past({ incidentId: "second", hold: { reason: "grouped", untilMs: nowMs + 3_000 } });
  expect(pace(message(), channel, [past(), waiting], nowMs).hold?.untilMs).toBe(nowMs + 3_000);
});

it.each([
  ["nothing in common", message({ keys: ["host:bank"] }), past()],
  ["a first that is longer ago", message(), past({ atMs: nowMs - 10_000 })],
  ["a policy that groups nothing", message({ groupSeconds: 0 }), past()],
  ["an earlier incident of the same monitor", message({ monitorId: "n" }), past()],
])("does not group with %s", (_, asked, before) => {
  expect(pace(asked, channel, [before], nowMs).hold).toBeNull();
});

it("tells the end of what was told together together as well", () => {
  const own = past({ incidentId: "i", isGrouped: true });
  expect(pace(message({ type: "incident.resolved" }), channel, [own], nowMs).hold).toEqual({
    reason: "grouped",
    untilMs: nowMs + 10_000,
  });
  expect(pace(message({ type: "incident.resolved" }), channel, [past({ incidentId: "i" })], nowMs).hold).toBeNull();
});

it("holds what is only degraded within quiet hours, and lets what is down through, also where it began as degraded", () => {
  const quiet = { ...channel, quiet: night };
  expect(pace(message({ severity: "degraded" }), quiet, [], nowMs).hold).toEqual({
    reason: "quiet_hours",
    untilMs: nowMs + 7 * 3_600_000,
  });
  expect(pace(message(), quiet, [], nowMs).hold).toBeNull();
  const held = past({ incidentId: "i", hold: { reason: "quiet_hours", untilMs: nowMs + 3_600_000 } });
  expect(pace(message({ type: "incident.updated" }), quiet, [held], nowMs).hold).toBeNull();
  expect(pace(message({ type: "incident.resolved", severity: "degraded" }), channel, [held], nowMs).hold).toEqual(held.hold);
});

it("waits no longer than a day for quiet hours that never end", () => {
  const always = { timeZone: "UTC", ranges: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", until: "24:00" }] };
  expect(pace(message({ severity: "degraded" }), { ...channel, quiet: always }, [], nowMs).hold?.untilMs).toBe(nowMs + 86_400_000);
});

it("holds more messages than a minute may have until the first of them is a minute old", () => {
  const three = [50_000, 30_000, 10_000].map((ago) => past({ keys: [], atMs: nowMs - ago }));
  const limited = { ...channel, perMinute: 3 };
  expect(pace(message(), limited, three.slice(1), nowMs).hold).toBeNull();
  expect(pace(message(), limited, three, nowMs)).toMatchObject({
    hold: { reason: "rate", untilMs: nowMs + 10_000 },
  });
});
