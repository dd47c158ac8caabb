import { timeInStates } from "@vedette/core/time-in-state";
import type { Database } from "./model/database.ts";
import { isConclusive } from "./model/road-nouns.ts";
import {
  type IncidentRow,
  type MonitorRow,
  type OutboxRow,
  type ResultRow,
  type StateRow,
  type Tables,
  checkOf,
  placeOf,
} from "./model/tables.ts";
import { Transaction } from "./model/transaction.ts";
import type { Delivery } from "./network.ts";
import { type Outage, hasConfirmed, outagesOf, votesNeeded } from "./reference.ts";
import type { Program, Scheduler } from "./scheduler.ts";

/** A promise that was broken. */
export class Violation extends Error {}

type Span = { fromMs: number; untilMs: number };

/** From the alert's row to its first attempt, troubles of our own apart. */
const longestToPageMs = 15_000;
/** So long what a dead sender had taken may wait. */
export const leaseMs = 8_000;
const hourMs = 3_600_000;

/**
 * Looks at every change before it becomes visible, at every alert that arrives, and at all of it in the end. Throws a `Violation` at the
 * first promise that is broken.
 */
export class Watch {
  readonly trouble: Span[] = [];
  /** The database's clock was set: what is compared with the clocks of workers means nothing. */
  isClockSet = false;
  /** Answers come, and soon. */
  isPagingTimed = true;
  readonly figures = { results: 0, incidents: 0, alerts: 0, repeated: 0, held: 0 };
  /** By monitor: since when everybody can see that it is down. */
  readonly #downSince = new Map<number, number>();
  /** When each check became visible. */
  readonly #storedMs = new WeakMap<ResultRow, number>();
  readonly #holders = new Map<string, Program>();
  readonly #starts = new Map<Program, Map<string, number[]>>();
  readonly #deliveries = new Map<string, Delivery[]>();
  readonly #tables: Tables;
  readonly #scheduler: Scheduler;
  readonly #database: () => Database;

  constructor(tables: Tables, scheduler: Scheduler, database: () => Database) {
    this.#tables = tables;
    this.#scheduler = scheduler;
    this.#database = database;
  }

  probing(program: Program, monitorNo: number, locationNo: number): void {
    const places = this.#starts.get(program) ?? new Map<string, number[]>();
    this.#starts.set(program, places);
    const place = placeOf(monitorNo, locationNo);
    places.set(place, [...(places.get(place) ?? []), this.#database().nowMs()]);
  }

  committing(tx: Transaction, program: Program): void {
    const { results, batches, incidents, states, outbox } = this.#tables;
    const turned = new Set<number>();
    for (const { table, key, row } of tx.changes()) {
      const before: object | undefined = table.rows.get(key);
      // safe because each table holds rows of its own kind
      if (table === (results as unknown)) this.#stored(row as ResultRow, before !== undefined, program);
      else if (table === (batches as unknown)) {
        const fences = [before, row].map((each) => (each as { fence: number } | null | undefined)?.fence ?? 0);
        if ((fences[1] ?? 0) > (fences[0] ?? 0)) this.#holders.set(key, program);
      } else if (table === (incidents as unknown)) {
        this.#incident(tx, row as IncidentRow, before as IncidentRow | undefined);
        turned.add((row as IncidentRow).monitorNo);
      } else if (table === (states as unknown)) {
        turned.add(Number(key));
        if ((row as StateRow).state.confirmed !== "down") this.#downSince.delete(Number(key));
        else if (!this.#downSince.has(Number(key))) this.#downSince.set(Number(key), this.#scheduler.nowMs);
      }
      if (table === (outbox as unknown)) this.#alert(row as OutboxRow, before as OutboxRow | undefined);
    }
    for (const no of turned) this.#turned(tx, no);
  }

  #stored(check: ResultRow, isSecond: boolean, program: Program): void {
    const { monitorNo, locationNo, dueMs, lateMs, verdict, batchId } = check;
    this.#storedMs.set(check, this.#scheduler.nowMs);
    const what = `the check of monitor ${monitorNo} at ${locationNo}, due ${dueMs},`;
    this.figures.results += 1;
    if (isSecond) throw new Violation(`${what} is stored twice`);
    if (batchId !== null && (this.#holders.get(batchId) !== program || !this.#tables.batches.rows.has(batchId)))
      throw new Violation(`${what} was stored by ${program.name}, which does not hold batch ${batchId} any more`);
    if (verdict === "inconclusive" || this.isClockSet) return;
    const starts = this.#starts.get(program)?.get(placeOf(monitorNo, locationNo)) ?? [];
    if (!starts.some((startMs) => startMs >= dueMs && startMs <= dueMs + lateMs + 2))
      throw new Violation(`${what} is said to have begun ${lateMs} ms late, and did not`);
    if (lateMs >= (this.#tables.monitors.get(monitorNo)?.intervalMs ?? 0))
      throw new Violation(`${what} began when the next one was due, and counts`);
  }

  #incident(tx: Transaction, after: IncidentRow, before: IncidentRow | undefined): void {
    const { monitorNo, confirmedMs } = after;
    const what = `incident ${after.number} of monitor ${monitorNo}`;
    if (before?.severity === "down" && after.severity === "degraded") throw new Violation(`${what} eased`);
    if (before !== undefined && before.closedMs !== null) throw new Violation(`${what} changed after its end`);
    if (before !== undefined) return;
    this.figures.incidents += 1;
    const others = [...tx.all(this.#tables.incidents)].filter((other) => other.monitorNo === monitorNo && other.number < after.number);
    if (after.closedMs === null && others.some((other) => other.closedMs === null)) throw new Violation(`${what} opened beside another`);
    if (others.some((other) => (other.endedMs ?? 0) > after.startedMs)) throw new Violation(`${what} begins before the end of another`);
    const recent = others.filter((other) => other.confirmedMs > confirmedMs - hourMs).length;
    if (after.heldFor === "flapping" && recent < 3) throw new Violation(`${what} is held for flapping, after ${recent} within an hour`);
    if (after.heldFor === null && recent >= 3) throw new Violation(`${what} is told, after ${recent} within an hour`);
    const parentNos = this.#tables.monitors.get(monitorNo)?.parentNos ?? [];
    if (after.heldFor === "parent" && parentNos.length === 0) throw new Violation(`${what} is held for a parent, and has none`);
    if (after.heldFor !== "parent" && parentNos.some((no) => (this.#downSince.get(no) ?? Infinity) < tx.beganMs))
      throw new Violation(`${what} is not held, and its parent is down`);
  }

  #alert(after: OutboxRow, before: OutboxRow | undefined): void {
    const what = `alert ${after.seq} of incident ${after.incidentId} to ${after.channelId}`;
    if (before === undefined) {
      for (const row of this.#tables.outbox.rows.values()) {
        const isSame = row.incidentId === after.incidentId && row.channelId === after.channelId && row.seq === after.seq;
        if (isSame || row.key === after.key) throw new Violation(`${what} is in the outbox twice`);
      }
      return;
    }
    if (before.settledMs !== null) throw new Violation(`${what} changed after it was settled`);
    if (
      after.outcome === "delivered" &&
      !this.#answeredOf(after.channelId, after.incidentId).some(({ message }) => message.id === after.key)
    )
      throw new Violation(`${what} is marked as delivered, and nobody got it`);
    if (after.outcome === "gave_up") throw new Violation(`${what} was given up within minutes`);
  }

  /** An alert arrives at its receiver. */
  delivered(delivery: Delivery): void {
    const { channelId, message, atMs } = delivery;
    const row = [...this.#tables.outbox.rows.values()].find((each) => each.key === message.id);
    if (row === undefined) throw new Violation(`${message.type} was sent as ${message.id}, which is not in the outbox`);
    if (row.channelId !== channelId || row.message.type !== message.type) throw new Violation(`${message.id} is another alert's id`);
    const place = `${row.incidentId}/${channelId}`;
    const earlier = this.#deliveries.get(place) ?? [];
    if (earlier.length === 0) this.#paged(row, atMs);
    const isTold = earlier.some((other) => other.message.type === "incident.opened" && other.answer !== "failed");
    if (message.type !== "incident.opened" && !isTold)
      throw new Violation(`${message.type} of incident ${row.incidentId} came before anybody was told that it opened`);
    this.figures.alerts += 1;
    if (earlier.some((other) => other.message.id === message.id)) this.figures.repeated += 1;
    this.#deliveries.set(place, [...earlier, delivery]);
  }

  #paged(row: OutboxRow, atMs: number): void {
    if (this.isClockSet || !this.isPagingTimed) return;
    const fromMs = row.createdMs - this.#database().clockMs;
    const troubledMs = lengthOf(
      this.trouble.map((span) => ({ fromMs: Math.max(fromMs, span.fromMs), untilMs: Math.min(atMs, span.untilMs) })),
    );
    const tookMs = Math.round(atMs - fromMs - troubledMs);
    if (tookMs > longestToPageMs) throw new Violation(`the first attempt to tell of incident ${row.incidentId} came after ${tookMs} ms`);
  }

  #answeredOf(channelId: string, incidentId: string): Delivery[] {
    return (this.#deliveries.get(`${incidentId}/${channelId}`) ?? []).filter((delivery) => delivery.answer !== "failed");
  }

  /** A state or an incident of the monitor changes: both must be what the stored checks say. */
  #turned(tx: Transaction, no: number): void {
    const monitor = this.#tables.monitors.get(no);
    const row = tx.get(this.#tables.states, String(no));
    if (monitor === undefined || row === undefined) return;
    const said = this.#outagesSaid(tx, no);
    if (monitor.locationNos.length > 1) return this.#voted(tx, monitor);
    const checks = this.#checksOf(tx, monitor, monitor.locationNos[0] ?? 0);
    const confirmed = outagesOf(checks, monitor.policy);
    // While a check waits for an earlier one, or came beside this transaction, what is said lags behind; it never says anything else.
    const cameBeside = (check: ResultRow) => (this.#storedMs.get(check) ?? 0) >= tx.beganMs && this.#isCommitted(check);
    const isBehind = row.unplayedFromMs !== null || checks.some(cameBeside);
    const [sayings, truths] = [linesOf(said), linesOf(confirmed)];
    const expected = isBehind ? truths.slice(0, sayings.length) : truths;
    if (sayings.join() !== expected.join())
      throw new Violation(`monitor ${no}: the checks confirm [${truths.join(", ")}], and it is said to be [${sayings.join(", ")}]`);
  }

  #isCommitted({ monitorNo, locationNo, dueMs }: ResultRow): boolean {
    return this.#tables.results.rows.has(checkOf(monitorNo, locationNo, dueMs));
  }

  #outagesSaid(tx: Transaction, no: number): Outage[] {
    const { incidents, incidentEvents } = this.#tables;
    const mine = [...tx.all(incidents)].filter((incident) => incident.monitorNo === no).toSorted((a, b) => a.number - b.number);
    return mine.map(({ id, severity, startedMs: fromMs, endedMs: untilMs, lastSeq }) => {
      const events = Array.from({ length: lastSeq }, (_, i) => tx.get(incidentEvents, `${id}/${i + 1}`));
      const raisedMs = events.find((event) => event?.kind === "raised")?.atMs ?? null;
      return { fromMs, openedAs: raisedMs === null ? severity : "degraded", raisedMs, untilMs };
    });
  }

  #checksOf(tx: Transaction, monitor: MonitorRow, locationNo: number): ResultRow[] {
    return [...tx.all(this.#tables.results, placeOf(monitor.no, locationNo))];
  }

  /** An incident of several locations takes as many of them, each of which has confirmed for itself. */
  #voted(tx: Transaction, monitor: MonitorRow): void {
    const open = [...tx.all(this.#tables.incidents)].find((incident) => incident.monitorNo === monitor.no && incident.closedMs === null);
    if (open === undefined || this.#tables.incidents.rows.has(open.id)) return;
    // What a location sees may wait for an earlier check of its own; until then it stands by what it said before.
    const isBehind = (no: number) => (tx.get(this.#tables.locationStates, placeOf(monitor.no, no))?.unplayedFromMs ?? null) !== null;
    if (monitor.locationNos.some(isBehind)) return;
    const votes = monitor.locationNos.filter((locationNo) => {
      const own = outagesOf(this.#checksOf(tx, monitor, locationNo), monitor.policy);
      return own.some((outage) => (outage.untilMs ?? Infinity) > open.startedMs);
    });
    const least = votesNeeded(monitor.quorum, Math.max(1, this.#looking(tx, monitor, open.confirmedMs).length));
    if (votes.length < least)
      throw new Violation(`monitor ${monitor.no} is said to fail, ${least} locations had to confirm it, and ${votes.length} have`);
  }

  /** Locations that everybody could see to be looking, and to be sure of what they see, when the transaction began. */
  #looking(tx: Transaction, monitor: MonitorRow, atMs: number): number[] {
    const sinceMs = atMs - freshForMs(monitor);
    return monitor.locationNos.filter((locationNo) => {
      const seen = this.#checksOf(tx, monitor, locationNo).filter(
        (check) => isConclusive(check) && (this.#storedMs.get(check) ?? Infinity) < tx.beganMs,
      );
      const early = seen.filter((check) => check.dueMs < sinceMs);
      return seen.some((check) => check.dueMs > sinceMs && check.dueMs <= atMs) && hasConfirmed(early, monitor.policy);
    });
  }

  /** When all has come to rest: nothing is missing, and everybody was told. */
  atRest(): void {
    const tx = new Transaction(this.#scheduler.nowMs);
    for (const monitor of this.#tables.monitors.values()) {
      this.#turned(tx, monitor.no);
      this.#agreed(tx, monitor);
      for (const locationNo of monitor.locationNos) this.#ticked(monitor, locationNo);
      this.#timed(tx, monitor);
    }
    for (const row of this.#tables.outbox.rows.values()) {
      const isSwitchedOff = this.#tables.channels.rows.get(row.channelId)?.isEnabled === false;
      const isGone = this.#answeredOf(row.channelId, row.incidentId).some(({ answer }) => answer === "gone");
      if (row.settledMs === null) throw new Violation(`alert ${row.seq} of incident ${row.incidentId} was never settled`);
      if (row.outcome !== "delivered" && !isSwitchedOff && !isGone)
        throw new Violation(`alert ${row.seq} of incident ${row.incidentId}: ${row.outcome}`);
    }
    for (const incident of this.#tables.incidents.rows.values()) this.#told(incident);
  }

  #hasParentDown({ monitorNo }: IncidentRow): boolean {
    const parentNos = this.#tables.monitors.get(monitorNo)?.parentNos ?? [];
    return parentNos.some((no) => this.#tables.states.rows.get(String(no))?.state.confirmed === "down");
  }

  #agreed(tx: Transaction, { no, locationNos, policy, quorum }: MonitorRow): void {
    const last = locationNos.map((locationNo) => {
      const checks = [...tx.all(this.#tables.results, placeOf(no, locationNo))];
      const isFailing = outagesOf(checks, policy).at(-1)?.untilMs === null;
      return { isFailing, isSilent: !checks.some(isConclusive) };
    });
    const isFailing = last.filter((each) => each.isFailing).length >= votesNeeded(quorum, last.filter((each) => !each.isSilent).length);
    const isOpen = this.#outagesSaid(tx, no).at(-1)?.untilMs === null;
    if (isOpen !== isFailing) throw new Violation(`monitor ${no} ${isFailing ? "fails and has no" : "is well and has an"} open incident`);
  }

  /** Every tick that was claimed has a result or lies in a gap. */
  #ticked({ no, intervalMs }: MonitorRow, locationNo: number): void {
    const { schedules, results, gaps } = this.#tables;
    const schedule = schedules.rows.get(placeOf(no, locationNo));
    const stored = results.groups.get(placeOf(no, locationNo)) ?? new Map<string, ResultRow>();
    const missing = [...gaps.rows.values()].filter((gap) => gap.monitorNo === no && gap.locationNo === locationNo);
    const ticks = new Set([...stored.values()].map((row) => row.dueMs));
    const firstMs = this.#database().clockMs;
    for (let dueMs = (schedule?.nextDueMs ?? 0) - intervalMs; dueMs > firstMs; dueMs -= intervalMs) {
      if (ticks.has(dueMs) || missing.some((gap) => gap.fromMs <= dueMs && gap.untilMs > dueMs)) continue;
      throw new Violation(`monitor ${no} at ${locationNo} has neither a result nor a gap at ${dueMs}`);
    }
  }

  #timed(tx: Transaction, { no }: MonitorRow): void {
    const [fromMs, toMs] = [this.#database().clockMs, this.#database().nowMs()];
    const incidents = this.#outagesSaid(tx, no).map(({ fromMs: startedAtMs, untilMs: endedAtMs, openedAs, raisedMs }) => ({
      startedAtMs,
      endedAtMs,
      severity: [{ severity: openedAs, atMs: startedAtMs }, ...(raisedMs === null ? [] : [{ severity: "down" as const, atMs: raisedMs }])],
    }));
    const gaps = [...this.#tables.gaps.rows.values()].filter((gap) => gap.monitorNo === no);
    const states = timeInStates({ fromMs, toMs }, { existsFromMs: fromMs, incidents, gaps, maintenances: [], exclusions: [] });
    const sumMs = Object.values(states).reduce((sum, ms) => sum + ms, 0);
    if (sumMs !== toMs - fromMs) throw new Violation(`the states of monitor ${no} last ${sumMs} ms of ${toMs - fromMs} ms`);
  }

  #told(incident: IncidentRow): void {
    const { id, number, heldFor, closedMs } = incident;
    if (heldFor !== null) this.figures.held += 1;
    if (heldFor !== null && closedMs === null && !(heldFor === "parent" && this.#hasParentDown(incident)))
      throw new Violation(`incident ${number} is open and held for ${heldFor}`);
    for (const channel of this.#tables.channels.rows.values()) {
      if (!channel.isEnabled) continue;
      const types = this.#answeredOf(channel.id, id).map(({ message }) => message.type);
      if (heldFor !== null && types.length > 0) throw new Violation(`incident ${number} is held, and ${channel.id} was told of it`);
      if (heldFor === null && !types.includes("incident.opened"))
        throw new Violation(`${channel.id} was never told that incident ${number} opened`);
      if (heldFor === null && closedMs !== null && !types.includes("incident.resolved"))
        throw new Violation(`${channel.id} was never told that incident ${number} ended`);
    }
  }
}

/** So long what a location saw counts. */
function freshForMs({ intervalMs, spec }: MonitorRow): number {
  return 2 * intervalMs + spec.timeoutMs + 10_000;
}

function linesOf(outages: readonly Outage[]): string[] {
  return outages.flatMap(({ fromMs, openedAs, raisedMs, untilMs }) => [
    `${openedAs} from ${fromMs}`,
    ...(raisedMs === null ? [] : [`down from ${raisedMs}`]),
    ...(untilMs === null ? [] : [`up from ${untilMs}`]),
  ]);
}

function lengthOf(spans: readonly Span[]): number {
  let [lengthMs, untilMs] = [0, -Infinity];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    lengthMs += Math.max(0, span.untilMs - Math.max(span.fromMs, untilMs));
    untilMs = Math.max(untilMs, span.untilMs);
  }
  return lengthMs;
}
