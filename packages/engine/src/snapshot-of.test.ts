import type { PageSource } from "@vedette/db/publishing";
import { expect, it } from "vitest";
import { gapsOfAll, snapshotOf, statusOf } from "./snapshot-of.ts";

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
  snapshotVersion: 4,
  groups: [],
  components: [{ ...component, monitors }],
});
const source = { incidents: [], gaps: [], maintenances: [], nowMs, url: "https://status.example/s/acme" };
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
  const snapshot = snapshotOf({ ...source, page: pageOf(monitor), incidents: [incident] });
  const [today] = snapshot.components[0]?.days ?? [];
  expect(today).toEqual({ date: "2026-11-22", upMs: 3_000_000, degradedMs: 0, downMs: 600_000, maintenanceMs: 0, noDataMs: 0 });
  expect(snapshot.version).toBe(5);
});

it("shows a pause that lasts as time without data, not as up", () => {
  const snapshot = snapshotOf({ ...source, page: pageOf({ ...monitor, pausedAtMs: nowMs - 1_200_000 }) });
  expect(snapshot.components[0]?.days.at(-1)).toMatchObject({ upMs: 2_400_000, noDataMs: 1_200_000 });
  expect(snapshot.components[0]?.status).toBeNull();
});

it("tells of an incident in the component's name and never names the monitor, the target or the evidence", () => {
  const closed = { ...incident, acknowledgedAtMs: nowMs - 500_000, endedAtMs: nowMs - 360_000, closedAtMs: nowMs - 350_000 };
  const [shown] = snapshotOf({ ...source, page: pageOf(monitor), incidents: [closed] }).incidents;
  expect(shown).toMatchObject({ name: "Shop: outage", status: "resolved", impact: "critical", componentIds: ["c1"] });
  expect(shown?.updates.map((update) => update.body)).toEqual([
    "Shop: works again after 4 min.",
    "Someone is working on it.",
    "Shop: our checks fail. We are looking into it.",
  ]);
});

it("tells of no incident of a monitor that is not on the page", () => {
  const snapshot = snapshotOf({ ...source, page: pageOf(monitor), incidents: [{ ...incident, monitorNo: 2 }] });
  expect(snapshot.incidents).toEqual([]);
  expect(snapshot.components[0]?.days.at(-1)).toMatchObject({ downMs: 0 });
});

it("calls only those stretches gaps of a component in which none of its monitors looked", () => {
  const gap = (monitorNo: number, fromMs: number, untilMs: number) => ({ monitorNo, fromMs, untilMs, kind: "missed" as const });
  expect(gapsOfAll([1, 2], [gap(1, 0, 10), gap(1, 20, 30), gap(2, 5, 25)])).toMatchObject([
    { fromMs: 5, untilMs: 10 },
    { fromMs: 20, untilMs: 25 },
  ]);
  expect(gapsOfAll([1, 2], [gap(1, 0, 10)])).toEqual([]);
});
