import type { MonitorRow } from "@vedette/core/monitor-record";
import { expect, it } from "vitest";
import { shownMonitors, stateCounts, viewOf } from "./filter-monitors.ts";

const time = { upMs: 1_000, degradedMs: 0, downMs: 0, maintenanceMs: 0, noDataMs: 0, pausedMs: 0 };
const row = (name: string, confirmed: "up" | "degraded" | "down" | "unknown", change: Partial<MonitorRow> = {}): MonitorRow => ({
  id: name,
  compatNumber: 1,
  name,
  slug: name,
  target: `https://${name}.example.com/`,
  kind: "http",
  intervalMs: 60_000,
  tags: [],
  pausedAtMs: null,
  deletedAtMs: null,
  version: 1,
  createdAtMs: 0,
  updatedAtMs: 0,
  health: { confirmed, sinceMs: 0, certificateExpiresAtMs: null },
  lastCheck: null,
  nextDueAtMs: null,
  openIncidentId: null,
  bars: [],
  latency: { n: 0, p50Us: null, p95Us: null, p99Us: null },
  uptime: time,
  ...change,
});
const rows = [
  row("beta", "up", { latency: { n: 9, p50Us: 1, p95Us: 900, p99Us: 2 } }),
  row("alpha", "up", { pausedAtMs: 5 }),
  row("shop", "down", { uptime: { ...time, downMs: 500 } }),
  row("api", "degraded"),
];
const names = (address: string) => shownMonitors(rows, viewOf(new URLSearchParams(address))).map((each) => each.name);

it("puts what is broken above what is fine, and what is paused last", () => {
  expect(names("")).toEqual(["shop", "api", "beta", "alpha"]);
});

it("reads words, state and order from the address", () => {
  expect(names("q=shop+example")).toEqual(["shop"]);
  expect(names("state=paused")).toEqual(["alpha"]);
  expect(names("sort=p95")).toEqual(["beta", "alpha", "api", "shop"]);
  expect(names("sort=uptime")).toEqual(["shop", "alpha", "api", "beta"]);
});

it("shows everything for an address that says nonsense", () => {
  expect(names("state=purple&sort=luck")).toHaveLength(4);
});

it("counts a paused monitor as paused alone", () => {
  expect(stateCounts(rows, "")).toEqual({ all: 4, down: 1, degraded: 1, up: 1, paused: 1, no_data: 0 });
});
