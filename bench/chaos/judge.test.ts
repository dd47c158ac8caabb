import { expect, it } from "vitest";
import { lies } from "./judge-checks.ts";
import { causeless, overlapping, wrongTogether } from "./judge-incidents.ts";
import type { Cut, Incident, Monitor, Result } from "./record.ts";

const everyMs = 1_000;
const t0 = 1_000_000;
const monitorOf = (quorum: Monitor["quorum"]): Monitor => ({
  no: 1,
  id: "1",
  name: "T0",
  interval_ms: everyMs,
  timeout_ms: 1_000,
  failures_to_open: 2,
  successes_to_close: 1,
  location_nos: [1, 2],
  quorum,
});

/** A check every second, stored a moment later: `u` up, `d` down, `?` it cannot tell, a space nothing. */
function seenFrom(location: number, verdicts: string): Result[] {
  return verdicts.split("").flatMap((verdict, i) => {
    const due_ms = t0 + i * everyMs + location * 100;
    const code = { u: 0, d: 2, "?": 3 }[verdict];
    if (code === undefined) return [];
    return [{ no: 1, location, due_ms, late_ms: 0, verdict: code, total_us: 1_000, stored_ms: due_ms + 50, distrust: null }];
  });
}

/** From the first bad check of a location to the first good one, in seconds; opened with the second of each. */
const incidentOf = (location: number, from: number, until: number): Incident => ({
  id: `${from}`,
  monitor_id: "1",
  start_ms: t0 + from * everyMs + location * 100,
  confirmed_ms: t0 + (from + 1) * everyMs + location * 100,
  end_ms: t0 + until * everyMs + location * 100,
  opened_ms: t0 + (from + 1) * everyMs + location * 100 + 50,
  closed_ms: t0 + until * everyMs + location * 100 + 50,
  held_for: null,
});

const calm = "uuuuuuuuuuuuuuuuuuuu";
const failing = `${calm}dddddddddd${calm}`;
const silence = " ".repeat(35);
const judged = (quorum: Monitor["quorum"], [first, second]: [string, string], incidents: Incident[]) =>
  wrongTogether(monitorOf(quorum), [...seenFrom(1, first), ...seenFrom(2, second)], [], incidents);

it.each([
  { quorum: "any", views: [failing, `${calm}${calm}${calm}`], incident: incidentOf(1, 20, 30) },
  { quorum: "majority", views: [failing, failing], incident: { ...incidentOf(2, 20, 30), end_ms: t0 + 30_100 } },
  { quorum: "all", views: [failing, `uuuuu${silence}${calm}`], incident: incidentOf(1, 20, 30) },
] as const)(
  "finds no fault with an incident that the quorum $quorum asks for, and misses it where it is not",
  ({ quorum, views, incident }) => {
    expect(judged(quorum, [...views], [incident])).toEqual([]);
    expect(judged(quorum, [...views], []).join()).toMatch(quorum === "all" ? /^$/ : /no incident/);
  },
);

it("sees an incident that too few locations have confirmed", () => {
  for (const quorum of ["majority", "all"] as const)
    expect(judged(quorum, [failing, `${calm}${calm}${calm}`], [incidentOf(1, 20, 30)]).join()).toContain("of 1 locations, and it takes 2");
});

it("sees an incident that ended too early, or at a time at which nobody saw that it had", () => {
  const early = { ...incidentOf(2, 20, 25), end_ms: t0 + 25_200 };
  expect(judged("all", [failing, failing], [early]).join()).toMatch(/half an incident.*does not end/);
  expect(judged("any", [failing, `${calm}${calm}${calm}`], [{ ...incidentOf(1, 20, 30), start_ms: t0 + 21_100 }]).join()).toContain(
    "does not begin",
  );
});

it("sees two incidents at a time", () => {
  expect(overlapping(monitorOf("any"), [incidentOf(1, 20, 30), incidentOf(1, 30, 32)])).toEqual([]);
  expect(overlapping(monitorOf("any"), [incidentOf(1, 20, 30), incidentOf(1, 25, 32)])).toHaveLength(1);
});

it("blames a cut for nothing but what it can cause", () => {
  const cut: Cut = { locationNo: 1, targets: [0], canaries: true, leaks: false, fromMs: t0 + 19_500, untilMs: t0 + 32_500 };
  const partial = { ...cut, canaries: false };
  const monitor = monitorOf("any");
  // Nothing fails for a cut that the canaries tell of, and nothing gets through it.
  expect(lies(monitor, seenFrom(1, failing), [], [cut])).toHaveLength(13);
  expect(lies(monitor, seenFrom(1, `${calm}${calm}`), [], [cut])).toHaveLength(13);
  // But for what a lossy one lets through.
  expect(lies(monitor, seenFrom(1, `${calm}${calm}`), [], [{ ...cut, leaks: true }])).toEqual([]);
  expect(lies(monitor, seenFrom(1, failing), [], [{ ...cut, leaks: true }])).toHaveLength(10);
  expect(lies(monitor, seenFrom(1, failing), [], [partial]).map((lie) => /up|down/.exec(lie)?.[0])).toEqual(["up", "up", "up"]);
  expect(causeless(monitor, [incidentOf(1, 20, 30)], [], [cut])).toHaveLength(1);
  expect(causeless(monitor, [incidentOf(1, 20, 30)], [], [partial])).toEqual([]);
  expect(causeless(monitor, [incidentOf(1, 20, 30)], [{ fromMs: t0 + 19_000, untilMs: t0 + 30_000 }], [cut])).toEqual([]);
});

it("takes an outage that was heard of when it was over for what it was", () => {
  const late = seenFrom(1, `${calm}ddd${calm}`).map((look) => ({ ...look, stored_ms: Math.max(look.stored_ms, t0 + 40_000) }));
  const incident = { ...incidentOf(1, 20, 23), opened_ms: t0 + 50_000, closed_ms: t0 + 50_000 };
  expect(wrongTogether(monitorOf("any"), [...late, ...seenFrom(2, calm)], [], [incident])).toEqual([]);
});

it("knows that a failure in the last moment of a cut looks like any other", () => {
  const failure = { no: 1, location: 1, due_ms: t0, late_ms: 0, verdict: 2, total_us: 1_000_000, stored_ms: t0 + 1_100, distrust: null };
  const cutUntil = (untilMs: number): Cut => ({ fromMs: t0 - 9_000, untilMs, locationNo: 1, targets: [0], canaries: true, leaks: false });
  expect(lies(monitorOf("any"), [failure], [], [cutUntil(t0 + 1_200)])).toEqual([]);
  for (const untilMs of [t0 + 500, t0 + 1_500]) expect(lies(monitorOf("any"), [failure], [], [cutUntil(untilMs)])).toHaveLength(1);
});
