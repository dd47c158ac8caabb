import { type BeatPlan, type BeatTurn, type DeafSpan, beat } from "@vedette/core/heartbeat";
import type { HeartbeatSpec } from "@vedette/core/kinds/heartbeat";
import { effectOf } from "@vedette/core/ping";
import type { Evidence } from "@vedette/core/probe-result";
import type { StoredPing, TakenHeartbeat } from "@vedette/db/heartbeats";
import type { RoadDeps } from "./deps.ts";
import { expectedAfter } from "./expected-after.ts";
import { type ObservedResult, observeIn } from "./observe.ts";
import { passiveResult } from "./passive-result.ts";

/** One transaction holds at most this many heartbeats and pings. */
const portion = 200;
const pingPortion = 1_000;
/** What one call does at most; the next is a second away. */
const maxPortions = 50;

/**
 * Judges pings that nobody has judged and deadlines that have passed, each once, however many workers do it: a heartbeat is held by
 * one of them. Verdicts take the road of checks, so incidents, uptime and alerts are theirs. No deadline is judged before every
 * ping that was sent until then is known, nor one that a time touches in which pings could not be taken. Returns the outbox rows to announce.
 */
export async function judgeHeartbeats(deps: RoadDeps): Promise<string[]> {
  await deps.db.heartbeats.tellDeafness();
  const appended: string[] = [];
  for (let i = 0, isMore = true; isMore && i < maxPortions; i++) {
    const done = await judgePortion(deps);
    appended.push(...done.outboxIds);
    isMore = done.isMore;
  }
  return appended;
}

async function judgePortion(deps: RoadDeps): Promise<{ outboxIds: string[]; isMore: boolean }> {
  return await deps.db.transaction(async (tx) => {
    // Read before the stretches of deafness: each of those that ended before `untilMs` is then visible.
    const heard = await tx.heartbeats.heard();
    const held = await tx.heartbeats.take(heard.untilMs, portion);
    if (held.length === 0) return { outboxIds: [], isMore: false };
    const pings = await tx.heartbeats.waiting(
      held.map((heartbeat) => heartbeat.monitorNo),
      pingPortion,
    );
    const deaf = await tx.heartbeats.deafSince(Math.min(heard.nowMs, ...held.map(countsFromMs), ...pings.map((ping) => ping.atMs)));
    const pingsOf = Map.groupBy(pings, (ping) => ping.monitorNo);
    const judged = held.map((heartbeat) => judge(heartbeat, pingsOf.get(heartbeat.monitorNo) ?? [], deaf, heard));
    await tx.heartbeats.settle(judged.flatMap((each) => each.used));
    await tx.heartbeats.saveRuns(judged.flatMap((each) => each.runs));
    await tx.heartbeats.save(judged);
    const results = judged.flatMap((each) => each.results);
    await tx.states.endWaiting(results);
    await tx.states.startWaiting(
      held.flatMap((each) => (each.spec === null && each.isWatched ? [each.monitorNo] : [])),
      heard.untilMs,
    );
    const outboxIds = await observeIn(tx, deps, { results, batches: [] });
    const isMore = held.length === portion || pings.length === pingPortion;
    return { outboxIds, isMore: isMore && judged.some((each) => each.used.length > 0 || each.results.length > 0) };
  });
}

function countsFromMs({ state }: TakenHeartbeat): number {
  return Math.min(state.anchorMs ?? Infinity, ...state.runs.map((run) => run.startedMs));
}

type Judged = Pick<TakenHeartbeat, "monitorNo" | "state"> & {
  wakeMs: number | null;
  used: StoredPing[];
  runs: { ping: StoredPing; runMs: number }[];
  results: ObservedResult[];
};

function judge(
  { monitorNo, spec, state }: TakenHeartbeat,
  pings: readonly StoredPing[],
  deaf: readonly DeafSpan[],
  heard: { nowMs: number; untilMs: number },
): Judged {
  if (spec === null) return { monitorNo, state, wakeMs: null, used: [...pings], runs: [], results: [] };
  const said = pings.map((ping) => ({ ...ping, kind: effectOf(spec, { ...ping, body: textOf(ping) }) }));
  const turn = beat(state, said, deaf, heard.untilMs, planOf(spec));
  return {
    monitorNo,
    state: turn.next,
    wakeMs: turn.wakeMs,
    used: pings.slice(0, turn.used),
    runs: turn.runs.flatMap(({ ping, runMs }) => (pings[ping] === undefined ? [] : [{ ping: pings[ping], runMs }])),
    results: turn.verdicts.map((verdict) => resultOf(monitorNo, heard.nowMs, verdict, pings[verdict.ping ?? -1])),
  };
}

function planOf(spec: HeartbeatSpec): BeatPlan {
  const { graceMs, maxRuntimeMs, overrun } = spec;
  return { graceMs, maxRuntimeMs, overrun, expectedAfter: expectedAfter(spec.schedule) };
}

function resultOf(monitorNo: number, nowMs: number, said: BeatTurn["verdicts"][number], ping: StoredPing | undefined): ObservedResult {
  const { atMs: dueMs, verdict, code, reason, runMs } = said;
  const evidence = ping === undefined ? {} : evidenceOf(ping);
  return passiveResult({ monitorNo, dueMs, nowMs, verdict, code, reason, tookMs: runMs ?? ping?.tookMs ?? null, evidence });
}

function evidenceOf(ping: StoredPing): Evidence {
  const facts = { ...(ping.exitCode !== null && { exit_code: ping.exitCode }), ...(ping.rid !== null && { rid: ping.rid }) };
  const text = textOf(ping);
  return { facts, ...(text !== "" && { transcript: [{ from: "them", text }] }) };
}

function textOf({ body }: StoredPing): string {
  return body === null ? "" : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}
