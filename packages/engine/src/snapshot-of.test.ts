import type { PageSource } from "@vedette/db/publishing";
import { usualUptime } from "@vedette/core/uptime-definition";
import { headlineOf } from "@vedette/core/headline";
import type { IncidentStatus } from "@vedette/core/snapshot";
import { expect, it } from "vitest";
import { snapshotOf, statusOf } from "./snapshot-of.ts";

const nowMs = Date.UTC(2026, 10, 22, 12);
const monitor = { monitorNo: 1, createdAtMs: nowMs - 3_600_000, confirmed: "up", pausedAtMs: null, inMaintenance: false } as const;
const component = {
  id: "c1",
  name: "Shop",
  description: null,
  groupId: null,
  position: 0,
  showUptime: true,
  createdAtMs: 0,
  updatedAtMs: 0,
};
const pageOf = (...monitors: (typeof monitor | (Omit<typeof monitor, "pausedAtMs"> & { pausedAtMs: number }))[]): PageSource => ({
  id: "p1",
  teamId: "t1",
  slug: "acme",
  name: "Acme",
  description: null,
  timeZone: "UTC",
  uptime: usualUptime,
  snapshotVersion: 4,
  groups: [],
  components: [{ ...component, monitors }],
});
const facts = { incidents: [], gaps: [], maintenances: [], exclusions: [] };
const source = { facts, checks: new Map(), updates: new Map(), nowMs, url: "https://status.example/s/acme" };
const incident = {
  id: "i1",
  monitorNo: 1,
  severity: "down",
  openedAs: "down",
  raisedAtMs: null,
  startedAtMs: nowMs - 600_000,
  confirmedAtMs: nowMs - 590_000,
  endedAtMs: null,
  closedAtMs: null,
  acknowledgedAtMs: null,
} as const;

it.each([
  [["up", "up"], "operational"],
  [["up", "degraded"], "degraded_performance"],
  [["up", "down"], "partial_outage"],
  [["down", "down"], "major_outage"],
  [["unknown", "down"], "major_outage"],
  [["unknown"], null],
] as const)("shows monitors %j as %s", (states, status) => {
  expect(statusOf({ monitors: states.map((confirmed) => ({ ...monitor, confirmed })) })).toBe(status);
});

it("counts the minutes of an open outage, and the day sums to what has passed of it", () => {
  const snapshot = snapshotOf({ ...source, page: pageOf(monitor), facts: { ...facts, incidents: [incident] } });
  const [today] = snapshot.components[0]?.days ?? [];
  expect(today).toEqual({
    date: "2026-11-22",
    upMs: 3_000_000,
    degradedMs: 0,
    downMs: 600_000,
    maintenanceMs: 0,
    noDataMs: 0,
    excludedMs: 0,
    uptime: { up: 3_000_000, counted: 3_600_000 },
  });
  expect(snapshot.version).toBe(5);
});

it("shows a pause that lasts as time without data, not as up", () => {
  const snapshot = snapshotOf({ ...source, page: pageOf({ ...monitor, pausedAtMs: nowMs - 1_200_000 }) });
  expect(snapshot.components[0]?.days.at(-1)).toMatchObject({ upMs: 2_400_000, noDataMs: 1_200_000 });
  expect(snapshot.components[0]?.status).toBeNull();
});

it("tells of an incident in the component's name and never names the monitor, the target or the evidence", () => {
  const closed = { ...incident, acknowledgedAtMs: nowMs - 500_000, endedAtMs: nowMs - 360_000, closedAtMs: nowMs - 350_000 };
  const [shown] = snapshotOf({ ...source, page: pageOf(monitor), facts: { ...facts, incidents: [closed] } }).incidents;
  expect(shown).toMatchObject({ name: "Shop: outage", status: "resolved", impact: "critical", componentIds: ["c1"] });
  expect(shown?.updates.map((update) => update.body)).toEqual([
    "Shop: works again after 4 min.",
    "Someone is working on it.",
    "Shop: our checks fail. We are looking into it.",
  ]);
});

it("tells what people said among its own lines, newest first, and follows the newest until it is over", () => {
  const update = { incidentId: "i1", isShared: false, editedAtMs: null };
  const updates = new Map([
    [
      "i1",
      [
        { ...update, id: "u1", status: "identified", body: "The disk.", postedAtMs: nowMs - 400_000 },
        { ...update, id: "u2", status: "monitoring", body: "A fix is out.", postedAtMs: nowMs - 300_000, editedAtMs: nowMs - 60_000 },
      ] as const,
    ],
  ]);
  const acknowledged = { ...incident, acknowledgedAtMs: nowMs - 350_000 };
  const shownWith = (over: Partial<typeof acknowledged> | { endedAtMs: number; closedAtMs: number }) =>
    snapshotOf({ ...source, updates, page: pageOf(monitor), facts: { ...facts, incidents: [{ ...acknowledged, ...over }] } }).incidents[0];
  const iso = (agoMs: number) => new Date(nowMs - agoMs).toISOString();
  expect(shownWith({})).toMatchObject({
    status: "monitoring",
    monitoringAt: iso(300_000),
    updatedAt: iso(60_000),
    updates: [
      { id: "u2", status: "monitoring", body: "A fix is out.", createdAt: iso(300_000), editedAt: iso(60_000) },
      { id: "i1-acknowledged", status: "identified", body: "Someone is working on it." },
      { id: "u1", status: "identified", createdAt: iso(400_000), editedAt: null },
      { id: "i1-opened", status: "investigating" },
    ],
  });
  const ended = shownWith({ endedAtMs: nowMs - 500_000, closedAtMs: nowMs - 450_000 });
  expect(ended).toMatchObject({ status: "resolved", resolvedAt: iso(450_000) });
  expect(ended?.updates.map(({ id }) => id)).toEqual(["u2", "i1-acknowledged", "u1", "i1-resolved", "i1-opened"]);
});

it("shows what was said of the incident that it is merged into, which neither ends it nor opens it again", () => {
  const shared = (id: string, status: IncidentStatus, agoMs: number) =>
    ({ id, incidentId: "i1", isShared: true, status, body: id, postedAtMs: nowMs - agoMs, editedAtMs: null }) as const;
  const told = [shared("u3", "resolved", 100_000), shared("u2", "monitoring", 300_000), shared("u1", "identified", 700_000)];
  const shownWith = (over: object) => {
    const incidents = [{ ...incident, ...over }];
    const [shown] = snapshotOf({
      ...source,
      updates: new Map([["i1", told]]),
      page: pageOf(monitor),
      facts: { ...facts, incidents },
    }).incidents;
    return [shown?.status, ...(shown?.updates ?? []).map(({ id, status }) => `${id} ${status}`)];
  };
  expect(shownWith({})).toEqual(["monitoring", "i1-u3 monitoring", "i1-u2 monitoring", "i1-opened identified", "i1-u1 identified"]);
  expect(shownWith({ endedAtMs: nowMs - 410_000, closedAtMs: nowMs - 400_000 })).toEqual([
    "resolved",
    "i1-u3 resolved",
    "i1-u2 resolved",
    "i1-resolved resolved",
    "i1-opened identified",
    "i1-u1 identified",
  ]);
});

it("stays open for whoever reads, even if an update claims otherwise", () => {
  const claim = {
    id: "u1",
    incidentId: "i1",
    isShared: false,
    status: "resolved",
    body: "All is well.",
    postedAtMs: nowMs - 1_000,
    editedAtMs: null,
  } as const;
  const up = { ...pageOf(monitor), components: [{ ...component, monitors: [monitor] }] };
  const snapshot = snapshotOf({ ...source, updates: new Map([["i1", [claim]]]), page: up, facts: { ...facts, incidents: [incident] } });
  expect(snapshot.incidents[0]).toMatchObject({ status: "investigating", resolvedAt: null });
  expect(headlineOf(snapshot).indicator).toBe("critical");
});

it("tells of no incident of a monitor that is not on the page", () => {
  const snapshot = snapshotOf({ ...source, page: pageOf(monitor), facts: { ...facts, incidents: [{ ...incident, monitorNo: 2 }] } });
  expect(snapshot.incidents).toEqual([]);
  expect(snapshot.components[0]?.days.at(-1)).toMatchObject({ downMs: 0 });
});

it("sums every component, group and page to the time its monitors existed, and their uptimes to what the definition counts", () => {
  const early = { ...monitor, createdAtMs: nowMs - 40 * 86_400_000 - 1 };
  const late = { ...monitor, monitorNo: 2 };
  const hidden = { ...monitor, monitorNo: 3, createdAtMs: nowMs - 200 * 86_400_000 };
  const lines = [
    { ...component, groupId: "g1", monitors: [early] },
    { ...component, id: "c2", groupId: "g1", monitors: [early, late] },
    { ...component, id: "c3", showUptime: false, monitors: [hidden] },
  ];
  const page = { ...pageOf(), groups: [{ id: "g1", name: "Shop", position: 0 }], components: lines, timeZone: "America/Havana" };
  const down = { ...incident, startedAtMs: nowMs - 30 * 86_400_000, endedAtMs: nowMs - 29 * 86_400_000 };
  const exclusions = [{ monitorNo: 1, fromMs: down.startedAtMs, untilMs: down.startedAtMs + 3_600_000 }];
  const snapshot = snapshotOf({ ...source, page, facts: { ...facts, exclusions, incidents: [down, { ...incident, monitorNo: 3 }] } });
  for (const { days } of snapshot.components.slice(0, 2)) {
    const keys = ["upMs", "degradedMs", "downMs", "maintenanceMs", "noDataMs", "excludedMs"] as const;
    const ms = days.flatMap((day) => keys.map((key) => day[key]));
    expect(ms.reduce((sum, each) => sum + each, 0)).toBe(nowMs - early.createdAtMs);
  }
  // An hour of the day down was excluded, and the hidden component has no say.
  const counted = nowMs - early.createdAtMs - 3_600_000;
  const uptime = { up: counted - 23 * 3_600_000, counted };
  expect([snapshot.groups[0]?.uptime, snapshot.page.uptime]).toEqual([uptime, uptime]);

  // Both of them unseen for 3 of 40 days is much, a day and a half is not.
  const unseenAfter = (hours: number, nos: readonly number[]) => {
    const gaps = nos.map((monitorNo) => ({ monitorNo, fromMs: nowMs - hours * 3_600_000, untilMs: nowMs, kind: "missed" as const }));
    const { groups, page: whole } = snapshotOf({ ...source, page, facts: { ...facts, gaps } });
    return [groups[0]?.unseenMs, whole.unseenMs];
  };
  expect(unseenAfter(72, [1, 2])).toEqual([72 * 3_600_000, 72 * 3_600_000]);
  expect(unseenAfter(36, [1, 2])).toEqual([0, 0]);
  // The second is there since an hour ago, and has looked ever since.
  expect(unseenAfter(72, [1])).toEqual([71 * 3_600_000, 71 * 3_600_000]);
});

it("counts as the page defines it: hours of its own, slow answers as down", () => {
  const hours = { timeZone: "Europe/Berlin", ranges: [{ days: [7], from: "09:00", until: "17:00" }] };
  const page = { ...pageOf({ ...monitor, createdAtMs: nowMs - 86_400_000 }), uptime: { ...usualUptime, degraded: "down" as const, hours } };
  const slow = { ...incident, openedAs: "degraded", severity: "degraded", startedAtMs: Date.UTC(2026, 10, 22, 7, 30) } as const;
  const [saturday, sunday] = snapshotOf({ ...source, page, facts: { ...facts, incidents: [slow] } }).components[0]?.days ?? [];
  // The 22nd is a Sunday, and Berlin an hour ahead of UTC: four hours of Sunday's have passed, all of them slow.
  expect(saturday?.uptime).toEqual({ up: 0, counted: 0 });
  expect(sunday).toMatchObject({ degradedMs: 4.5 * 3_600_000, uptime: { up: 0, counted: 4 * 3_600_000 } });
});
