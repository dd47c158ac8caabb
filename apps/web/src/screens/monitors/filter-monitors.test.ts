import type { ListLatency, MonitorRow } from "@vedette/core/monitor-record";
import { expect, it } from "vitest";
import { entriesOf, filterEntries, sortedBy, viewOf } from "./filter-monitors.ts";

const all = { up: 1_000, counted: 1_000 };
const row = (name: string, confirmed: MonitorRow["health"]["confirmed"], change: Partial<MonitorRow> = {}): MonitorRow => ({
  id: name,
  name,
  target: `https://${name}.example.com/`,
  kind: "http",
  tags: [],
  pausedAtMs: null,
  health: { confirmed, certificateExpiresAtMs: null },
  isInMaintenance: false,
  lastCheckAtMs: null,
  bars: "",
  uptime: all,
  ...change,
});
const rows = [
  row("beta", "up", { tags: ["eu", "prod"] }),
  row("alpha", "up", { pausedAtMs: 5, tags: ["prod"] }),
  row("shop", "down", { uptime: { up: 1_000, counted: 1_500 }, tags: ["eu"] }),
  row("api", "degraded"),
];
const latency: ListLatency = { beta: { p50Us: 1, p95Us: 900 } };
const shown = (address: string) => {
  const { sort, ...filters } = viewOf(new URLSearchParams(address));
  return filterEntries(sortedBy(entriesOf(rows), sort, latency), filters);
};
const names = (address: string) => shown(address).entries.map((each) => each.row.name);

it("puts what is broken above what is fine, and what is paused last", () => {
  expect(names("")).toEqual(["shop", "api", "beta", "alpha"]);
});

it("reads words, state, kind, tags and order from the address", () => {
  expect(names("q=shop+EXAMPLE")).toEqual(["shop"]);
  expect(names("q=prod")).toEqual(["beta", "alpha"]);
  expect(names("state=paused")).toEqual(["alpha"]);
  expect(names("tags=eu")).toEqual(["shop", "beta"]);
  expect(names("tags=eu,prod")).toEqual(["beta"]);
  expect(names("kind=http&state=down")).toEqual(["shop"]);
  expect(names("kind=carrier-pigeon")).toEqual([]);
  expect(names("sort=p95")).toEqual(["beta", "alpha", "api", "shop"]);
  expect(names("sort=uptime")).toEqual(["shop", "alpha", "api", "beta"]);
});

it("orders numbers in names as numbers", () => {
  const numbered = ["web 10", "web 9"].map((name) => row(name, "up"));
  expect(entriesOf(numbered).map((entry) => entry.row.name)).toEqual(["web 9", "web 10"]);
});

it("shows everything for an address that says nonsense", () => {
  expect(names("state=purple&sort=luck&tags=,")).toHaveLength(4);
});

it("counts what another choice would show, a paused monitor as paused alone", () => {
  expect(shown("").states).toEqual({ all: 4, down: 1, degraded: 1, up: 1, paused: 1, no_data: 0 });
  const down = shown("state=down&tags=eu");
  expect(down.states).toEqual({ all: 2, down: 1, degraded: 0, up: 1, paused: 0, no_data: 0 });
  expect([...down.tags]).toEqual([["eu", 1]]);
  expect([...down.kinds]).toEqual([["http", 1]]);
});
