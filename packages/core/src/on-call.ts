import { z } from "zod";
import { multiLine, singleLine } from "./text.ts";
import { type WallClock, wallClockOf } from "./time-in-state.ts";
import { TimeZone } from "./time-zone.ts";
import { WeeklyHours, hoursWithin, minuteOf } from "./weekly-hours.ts";

/** People who take turns. A turn is handed over when the clocks of the zone show it, also after they were changed. */
const Layer = z.strictObject({
  people: z.array(z.uuid()).min(1, "Name at least one person.").max(50, "At most 50 people take turns."),
  turn: z.strictObject({
    length: z.int("Type a whole number.").min(1, "A turn lasts at least 1.").max(52, "A turn lasts at most 52."),
    unit: z.enum(["hours", "days", "weeks"]),
  }),
  handover: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "Write a time as 09:00."),
  /** When the first person's first turn begins; before it the layer has nobody. */
  startsOn: z.iso.date("Write a day as 2026-11-30."),
  timeZone: TimeZone,
  /** Null: around the clock. */
  hours: WeeklyHours.nullable().default(null),
});
export type Layer = z.infer<typeof Layer>;

export const ScheduleInput = z.strictObject({
  name: singleLine("The name", 100),
  /** Where several layers have somebody, the last of them counts. */
  layers: z.array(Layer).min(1, "Add at least one layer.").max(10, "At most 10 layers."),
  /** For whoever takes over. */
  note: multiLine("The note", 4_000).default(""),
});
export type ScheduleInput = z.infer<typeof ScheduleInput>;

/** Somebody stands in, whatever the layers say. Of several at one time the newest counts. Half-open. */
export type Override = { id: string; userId: string; fromMs: number; untilMs: number };
export const OverrideInput = z
  .strictObject({ userId: z.uuid("Choose who stands in."), fromMs: z.int(), untilMs: z.int() })
  .refine(({ fromMs, untilMs }) => fromMs < untilMs, { path: ["untilMs"], message: "It ends before it begins. Choose a later end." })
  .refine(({ fromMs, untilMs }) => untilMs - fromMs <= 366 * 86_400_000, {
    path: ["untilMs"],
    message: "Somebody stands in for at most a year.",
  });
export type OverrideInput = z.infer<typeof OverrideInput>;
export type Schedule = Pick<ScheduleInput, "layers"> & { overrides: readonly Override[] };
export type ScheduleRecord = ScheduleInput & Schedule & { id: string; version: number };

/** `userId` null: nobody is on call. `source`: the index of a layer, or an override. Half-open. */
export type Shift = { userId: string | null; source: number | "override" | null; fromMs: number; untilMs: number };
type Claim = { userId: string; source: number | "override"; rank: number; fromMs: number; untilMs: number };
/** A stretch of time in which several layers have somebody; the last one counts. */
export type Overlap = {
  first: Pick<Claim, "userId" | "source">;
  counts: Pick<Claim, "userId" | "source">;
  fromMs: number;
  untilMs: number;
};

const unitMs = { hours: 3_600_000, days: 86_400_000, weeks: 7 * 86_400_000 } as const;

/** Who is on call at a moment; null: nobody. */
export function onCallAt(schedule: Schedule, atMs: number): string | null {
  return shifts(schedule, atMs, atMs + 1)[0]?.userId ?? null;
}

/** Who is on call from when until when. Shifts follow each other without gap or overlap and fill the range; neighbours differ. */
export function shifts(schedule: Schedule, fromMs: number, untilMs: number): Shift[] {
  const found: Shift[] = [];
  for (const { active, ...span } of stretches(schedule, fromMs, untilMs)) {
    const top = active.at(-1);
    const shift = { userId: top?.userId ?? null, source: top?.source ?? null };
    const last = found.at(-1);
    if (last?.userId === shift.userId && last.source === shift.source) last.untilMs = span.untilMs;
    else found.push({ ...shift, ...span });
  }
  return found;
}

/** Where layers cover each other with different people. */
export function overlaps(schedule: Schedule, fromMs: number, untilMs: number): Overlap[] {
  return stretches({ ...schedule, overrides: [] }, fromMs, untilMs).flatMap(({ active, ...span }) => {
    const [first, counts] = [active.at(-2), active.at(-1)];
    return first === undefined || counts === undefined || first.userId === counts.userId ? [] : [{ first, counts, ...span }];
  });
}

/** The range cut wherever a claim begins or ends, each part with the claims on it, the one that counts last. */
function stretches(schedule: Schedule, fromMs: number, untilMs: number): { active: Claim[]; fromMs: number; untilMs: number }[] {
  const claims = claimsOn(schedule, fromMs, untilMs).toSorted((a, b) => a.fromMs - b.fromMs);
  const edges = [...new Set([fromMs, untilMs, ...claims.flatMap((claim) => [claim.fromMs, claim.untilMs])])].toSorted((a, b) => a - b);
  let active: Claim[] = [];
  let next = 0;
  return edges.slice(0, -1).map((edge, i) => {
    active = active.filter((claim) => claim.untilMs > edge);
    for (let claim = claims[next]; claim !== undefined && claim.fromMs <= edge; claim = claims[++next]) active.push(claim);
    return { active: active.toSorted((a, b) => a.rank - b.rank), fromMs: edge, untilMs: edges[i + 1] ?? untilMs };
  });
}

function claimsOn({ layers, overrides }: Schedule, fromMs: number, untilMs: number): Claim[] {
  const claims = [
    ...layers.flatMap((layer, i) => turnsOf(layer, fromMs, untilMs).map((turn) => ({ ...turn, source: i, rank: i }))),
    ...overrides.map(({ userId, ...span }, i) => ({ userId, source: "override" as const, rank: layers.length + i, ...span })),
  ];
  return claims
    .map((claim) => ({ ...claim, fromMs: Math.max(claim.fromMs, fromMs), untilMs: Math.min(claim.untilMs, untilMs) }))
    .filter((claim) => claim.fromMs < claim.untilMs);
}

function turnsOf(layer: Layer, fromMs: number, untilMs: number): { userId: string; fromMs: number; untilMs: number }[] {
  const wallClock = wallClockOf(layer.timeZone);
  const first = Date.parse(layer.startsOn) + minuteOf(layer.handover) * 60_000;
  const length = layer.turn.length * unitMs[layer.turn.unit];
  const begins = (turn: number) => instantOf(first + turn * length, wallClock);
  const turns: { userId: string; fromMs: number; untilMs: number }[] = [];
  // One too early costs nothing; one too late, around a change of the clocks, would be a gap.
  let turn = Math.max(0, Math.floor((wallClock(fromMs) - first) / length) - 1);
  for (let at = begins(turn); at < untilMs; turn++) {
    const until = begins(turn + 1);
    const userId = layer.people[turn % layer.people.length] ?? "";
    if (until > fromMs) {
      const span = { fromMs: Math.max(at, fromMs), toMs: Math.min(until, untilMs) };
      const spans = layer.hours === null ? [{ fromMs: span.fromMs, untilMs: span.toMs }] : hoursWithin(layer.hours, span);
      turns.push(...spans.map((each) => ({ userId, ...each })));
    }
    at = until;
  }
  return turns;
}

/**
 * When the clocks show a time for the first time. One that they skip is taken as if they had not been changed yet (RFC 5545, 3.3.5).
 */
function instantOf(shown: number, wallClock: WallClock): number {
  const dayMs = 86_400_000;
  const before = shown - (wallClock(shown - dayMs) - (shown - dayMs));
  const after = shown - (wallClock(shown + dayMs) - (shown + dayMs));
  return wallClock(before) === shown || wallClock(after) !== shown ? before : after;
}
