import { longestRunMs } from "./kinds/heartbeat.ts";
import type { PingKind } from "./ping.ts";
import type { PassiveReason } from "./probe-result.ts";

/** A run that has begun. One that took too long stands until it ends, so that its time can be told. */
export type OpenRun = { rid: string | null; startedMs: number; isOverdue: boolean };

/** All that is remembered of a heartbeat. Times are milliseconds since the epoch. */
export type BeatState = {
  /** The newest ping that said success or failure. */
  heardMs: number | null;
  /** What the next deadline counts from: the newest ping, or the missed one that was noticed last. Null: nothing is expected yet. */
  anchorMs: number | null;
  /** No deadline is earlier than the grace after this: an edit, or an overrun that was told already, gives time. */
  armedMs: number;
  /** Time of the newest result; every further one is later. */
  judgedMs: number;
  runs: readonly OpenRun[];
};

export const silentBeat: BeatState = { heardMs: null, anchorMs: null, armedMs: 0, judgedMs: 0, runs: [] };

export type BeatPing = { atMs: number; kind: PingKind; rid: string | null; exitCode: number | null };
export type BeatPlan = {
  graceMs: number;
  maxRuntimeMs: number | undefined;
  overrun: "down" | "degraded";
  /** When the ping is due that follows one at the given time. */
  expectedAfter: (atMs: number) => number;
};
/** A stretch in which we could not be reached: a ping that was sent in it may have been lost. */
export type DeafSpan = { fromMs: number; untilMs: number };

/** One verdict that a ping or a missed deadline gives. `ping`: the index of the ping that it stands for; null for a deadline. */
export type BeatVerdict = {
  atMs: number;
  verdict: "up" | "degraded" | "down";
  code: Exclude<PassiveReason, "members_down" | "set_by_hand"> | null;
  reason: string;
  runMs: number | null;
  ping: number | null;
};

/** `used`: how many of the pings were taken; the rest waits for more to be known. `wakeMs`: when to look again without a ping. */
export type BeatTurn = {
  next: BeatState;
  verdicts: BeatVerdict[];
  runs: { ping: number; runMs: number }[];
  used: number;
  wakeMs: number | null;
};

const maxOpenRuns = 20;
/** Missed deadlines that one turn tells; after a long absence the next turn goes on. */
const maxMissed = 100;

/**
 * What pings and passing time mean. Pure: pings in order of time, stretches of deafness in any order. `heardUntilMs`: every ping that
 * arrived before it is known, so no deadline after it is judged. A deadline that a deaf stretch touches does not count: the
 * next one counts as if a ping had come when we could hear again. A ping that is older than the newest one only ends its run.
 */
export function beat(
  before: BeatState,
  pings: readonly BeatPing[],
  deaf: readonly DeafSpan[],
  heardUntilMs: number,
  plan: BeatPlan,
): BeatTurn {
  const turn: BeatTurn = { next: before, verdicts: [], runs: [], used: 0, wakeMs: null };
  for (const [index, ping] of pings.entries()) {
    if (!passTime(turn, deaf, ping.atMs, heardUntilMs, plan)) break;
    hear(turn, ping, index, plan);
    turn.used = index + 1;
  }
  if (turn.used === pings.length) passTime(turn, deaf, Infinity, heardUntilMs, plan);
  turn.wakeMs = nextDeadline(turn.next, deaf, plan)?.atMs ?? null;
  return turn;
}

type Deadline = { atMs: number; expectedMs: number; run: OpenRun | null; runs: readonly OpenRun[] };

/** The next moment at which silence means something, and the runs that still count after deaf stretches. */
function nextDeadline(state: BeatState, deaf: readonly DeafSpan[], plan: BeatPlan): Deadline | null {
  const limitMs = plan.maxRuntimeMs ?? plan.graceMs;
  const armed = (atMs: number) => Math.max(atMs, state.armedMs + (state.armedMs === 0 ? 0 : plan.graceMs));
  const touches = (span: DeafSpan, fromMs: number, untilMs: number) => span.untilMs > fromMs && span.fromMs < untilMs;
  // The end of a run may have been lost while we were deaf; then only the schedule can tell.
  const runs = state.runs.filter(
    (run) => run.isOverdue || !deaf.some((span) => touches(span, run.startedMs, armed(run.startedMs + limitMs))),
  );
  const run = runs.find((each) => !each.isOverdue) ?? null;
  if (run !== null) return { atMs: armed(run.startedMs + limitMs), expectedMs: run.startedMs, run, runs };
  if (state.anchorMs === null) return null;
  let fromMs = state.anchorMs;
  let expectedMs = plan.expectedAfter(fromMs);
  for (const span of deaf.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (!touches(span, fromMs, armed(expectedMs + plan.graceMs))) continue;
    fromMs = span.untilMs;
    expectedMs = Math.max(expectedMs, plan.expectedAfter(fromMs));
  }
  return { atMs: armed(expectedMs + plan.graceMs), expectedMs, run: null, runs };
}

/** Judges the deadlines before `untilMs`. False when one of them cannot be judged yet. */
function passTime(turn: BeatTurn, deaf: readonly DeafSpan[], untilMs: number, heardUntilMs: number, plan: BeatPlan): boolean {
  for (let missed = 0; ; missed++) {
    const due = nextDeadline(turn.next, deaf, plan);
    if (due === null || due.atMs >= untilMs) return true;
    if (due.atMs >= heardUntilMs || missed === maxMissed) return false;
    if (due.run === null) {
      turn.next = { ...turn.next, anchorMs: Math.max(due.expectedMs, due.atMs - plan.graceMs), runs: due.runs };
      tell(turn, due.atMs, "down", "ping_missed", "No ping came in time.");
    } else {
      const { run } = due;
      const runs = due.runs.map((each) => (each === run ? { ...each, isOverdue: true } : each));
      turn.next = { ...turn.next, runs, armedMs: due.atMs };
      const verdict = plan.maxRuntimeMs === undefined ? "down" : plan.overrun;
      tell(turn, due.atMs, verdict, "run_too_long", `A run has not ended within ${lasting(plan.maxRuntimeMs ?? plan.graceMs)}.`);
    }
  }
}

function hear(turn: BeatTurn, ping: BeatPing, index: number, plan: BeatPlan): void {
  const { next } = turn;
  const isNewest = next.heardMs === null || ping.atMs >= next.heardMs;
  if (ping.kind === "log") return;
  if (ping.kind === "start") {
    // A start that arrives after its end would never end.
    if (next.heardMs !== null && ping.atMs <= next.heardMs) return;
    const others = next.runs.filter((run) => run.rid !== ping.rid);
    const runs = [...others, { rid: ping.rid, startedMs: ping.atMs, isOverdue: false }].slice(-maxOpenRuns);
    turn.next = { ...next, runs };
    return;
  }
  const run = next.runs.find((each) => each.rid === ping.rid && each.startedMs <= ping.atMs);
  const tookMs = run === undefined ? null : ping.atMs - run.startedMs;
  const runMs = tookMs !== null && tookMs <= longestRunMs ? tookMs : null;
  if (runMs !== null) turn.runs.push({ ping: index, runMs });
  const runs = run === undefined ? next.runs : next.runs.filter((each) => each !== run);
  if (!isNewest) {
    turn.next = { ...next, runs };
    return;
  }
  turn.next = { ...next, runs, heardMs: ping.atMs, anchorMs: Math.max(ping.atMs, next.anchorMs ?? 0) };
  const isTooLong = runMs !== null && plan.maxRuntimeMs !== undefined && runMs > plan.maxRuntimeMs;
  if (ping.kind === "fail") {
    const code = ping.exitCode === null ? "" : ` It ended with exit code ${ping.exitCode}.`;
    tell(turn, ping.atMs, "down", "ping_failed", `A ping said that the job failed.${code}`, index, runMs);
  } else if (isTooLong) {
    const reason = `A run took ${lasting(runMs)}; expected at most ${lasting(plan.maxRuntimeMs ?? 0)}.`;
    tell(turn, ping.atMs, plan.overrun, "run_too_long", reason, index, runMs);
  } else tell(turn, ping.atMs, "up", null, "", index, runMs);
}

function tell(
  turn: BeatTurn,
  atMs: number,
  verdict: BeatVerdict["verdict"],
  code: BeatVerdict["code"],
  reason: string,
  ping: number | null = null,
  runMs: number | null = null,
): void {
  // A ping that was under way when its deadline was judged heals from the next millisecond on.
  const later = Math.max(atMs, turn.next.judgedMs + 1);
  turn.next = { ...turn.next, judgedMs: later };
  turn.verdicts.push({ atMs: later, verdict, code, reason, runMs, ping });
}

/** `90 s`, `5 min`, `2 h 30 min`. */
function lasting(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  const minutes = Math.round(ms / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? `${minutes} min` : rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
