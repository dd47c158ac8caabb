import type { StateHistory } from "@vedette/core/time-in-state";
import { type CheckBucket, UptimeDefinition } from "@vedette/core/uptime-definition";
import { type Random, between, oneOf, seededRandom } from "./seeded-random.ts";

/** Where and when clocks do something: a day's name, the zone that counts days, another one for business hours. */
export const places = [
  { zone: "Europe/Berlin", hoursZone: "Europe/Berlin", day: "2026-03-29" },
  { zone: "Europe/Berlin", hoursZone: "America/New_York", day: "2025-10-26" },
  { zone: "America/New_York", hoursZone: "Europe/London", day: "2026-03-08" },
  { zone: "Australia/Lord_Howe", hoursZone: "Australia/Lord_Howe", day: "2026-04-05" },
  { zone: "Australia/Lord_Howe", hoursZone: "UTC", day: "2025-10-05" },
  { zone: "America/Sao_Paulo", hoursZone: "America/Sao_Paulo", day: "2018-11-04" },
  { zone: "America/Sao_Paulo", hoursZone: "America/Sao_Paulo", day: "2019-02-16" },
  { zone: "America/Havana", hoursZone: "America/Havana", day: "2025-11-02" },
  { zone: "Asia/Amman", hoursZone: "Asia/Amman", day: "2021-10-29" },
  { zone: "Asia/Beirut", hoursZone: "Asia/Beirut", day: "2025-03-30" },
  { zone: "Pacific/Apia", hoursZone: "Pacific/Apia", day: "2011-12-30" },
  { zone: "Pacific/Kiritimati", hoursZone: "Pacific/Kiritimati", day: "1994-12-31" },
  { zone: "Asia/Kathmandu", hoursZone: "Asia/Kathmandu", day: "2026-06-01" },
  { zone: "UTC", hoursZone: "Africa/Casablanca", day: "2024-02-29" },
  { zone: "Europe/Dublin", hoursZone: "Pacific/Chatham", day: "2026-04-05" },
  { zone: "Antarctica/Troll", hoursZone: "Antarctica/Troll", day: "2026-03-29" },
] as const;
export type Place = (typeof places)[number];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How far the facts of a case reach from the noon (UTC) of its place's day. */
export const reachMs = 5 * dayMs;
export const noonOf = (place: Place) => Date.parse(`${place.day}T12:00:00Z`);

export type UptimeCase = {
  placeNo: number;
  /** Of the place's schedules; null: around the clock. */
  scheduleNo: number | null;
  definition: UptimeDefinition;
  window: { fromMs: number; toMs: number };
  members: { history: StateHistory; checks: CheckBucket[] }[];
};

export type UptimeSchedule = NonNullable<UptimeDefinition["hours"]>;

/** `count` random schedules for each place: whole days, nights over a change of the clocks, a few minutes. */
export function uptimeSchedules(seed: number, count: number): UptimeSchedule[][] {
  const random = seededRandom(seed);
  return places.map((place) => Array.from({ length: count }, () => scheduleOf(random, place.hoursZone)));
}

function scheduleOf(random: Random, timeZone: string): UptimeSchedule {
  const ranges = Array.from({ length: between(random, 1, 3) }, () => {
    const [a, b] = [minute(random), minute(random)].toSorted((x, y) => x - y);
    const days = [1, 2, 3, 4, 5, 6, 7].filter(() => random() < 0.7);
    return { days: days.length === 0 ? [7] : days, from: clock(a ?? 0), until: clock(a === b ? 1_440 : (b ?? 1_440)) };
  }).filter((range) => range.from < range.until);
  return { timeZone, ranges: ranges.length === 0 ? [{ days: [6, 7], from: "00:00", until: "24:00" }] : ranges };
}

const minute = (random: Random) => oneOf(random, [0, 540, 1_020, 1_440, between(random, 0, 240), between(random, 0, 1_440)]);
const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** The same seed gives the same cases. Ends of facts meet each other, midnights and the window's ends often. */
export function uptimeCases(seed: number, count: number, schedules: readonly (readonly UptimeSchedule[])[]): UptimeCase[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const placeNo = between(random, 0, places.length - 1);
    const place = places[placeNo] ?? places[0];
    const used = [noonOf(place) - reachMs, noonOf(place) + reachMs];
    const instant = () => {
      const atMs = random() < 0.25 ? (used[between(random, 0, used.length - 1)] ?? 0) : instantNear(random, place);
      used.push(atMs);
      return atMs;
    };
    const [fromMs = 0, toMs = 0] = [instant(), instant()].toSorted((a, b) => a - b);
    const own = schedules[placeNo] ?? [];
    const scheduleNo = own.length > 0 && random() < 0.6 ? between(random, 0, own.length - 1) : null;
    const definition = UptimeDefinition.parse({
      degraded: oneOf(random, ["up", "down", "excluded"]),
      maintenance: oneOf(random, ["up", "excluded"]),
      noData: oneOf(random, ["down", "excluded"]),
      weighting: random() < 0.75 ? "time" : "checks",
      hours: scheduleNo === null ? null : own[scheduleNo],
    });
    const members = Array.from({ length: oneOf(random, [1, 1, 1, 2, 3]) }, () => ({
      history: historyOf(random, instant),
      checks: definition.weighting === "checks" ? checksOf(random, place) : [],
    }));
    return { placeNo, scheduleNo, definition, window: { fromMs, toMs }, members };
  });
}

/** Within the reach of a place: any millisecond, a whole hour of one of the days around, or one beside it. */
function instantNear(random: Random, place: Place): number {
  const noonMs = noonOf(place);
  if (random() < 0.5) return noonMs + between(random, -reachMs, reachMs);
  return noonMs + between(random, -48, 48) * hourMs + oneOf(random, [0, 0, -1, 1]);
}

function historyOf(random: Random, instant: () => number): StateHistory {
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: between(random, 0, most) }, make);
  const span = () => {
    const [fromMs = 0, untilMs = 0] = [instant(), instant()].toSorted((a, b) => a - b);
    return { fromMs, untilMs };
  };
  return {
    existsFromMs: random() < 0.6 ? 0 : instant(),
    incidents: some(4, () => {
      const { fromMs, untilMs } = span();
      const opened = { severity: oneOf(random, ["down", "degraded"] as const), atMs: fromMs };
      const raised = { severity: "down" as const, atMs: instant() };
      return {
        startedAtMs: fromMs,
        endedAtMs: random() < 0.2 ? null : untilMs,
        severity: opened.severity === "degraded" && random() < 0.5 ? [opened, raised] : [opened],
      };
    }),
    gaps: some(4, () => {
      const { fromMs, untilMs } = span();
      const kind = oneOf(random, ["missed", "lost", "inconclusive", "paused"] as const);
      return { fromMs, untilMs: random() < 0.15 ? Infinity : untilMs, kind };
    }),
    maintenances: some(2, span),
    exclusions: some(2, span),
  };
}

function checksOf(random: Random, place: Place): CheckBucket[] {
  const firstMs = Math.floor((noonOf(place) - reachMs) / hourMs) * hourMs;
  const hours = new Set(Array.from({ length: 24 }, () => firstMs + between(random, 0, (2 * reachMs) / hourMs) * hourMs));
  const n = () => between(random, 0, 60);
  return [...hours].map((atMs) => ({ atMs, counts: { upN: n(), degradedN: n(), downN: n(), inconclusiveN: n(), noDataN: n() } }));
}
