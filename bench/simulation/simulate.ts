import type { AlertMessage } from "@vedette/core/alert";
import { noStep } from "@vedette/engine/deps";
import { tellHeld } from "@vedette/engine/tell-held";
import type { Queue } from "@vedette/queue/queue";
import { type Random, seededRandom } from "@vedette/testkit/seeded-random";
import type { Logger } from "pino";
import { type Road, createRoad } from "../../apps/worker/src/road.ts";
import { type Plan, drawPlan } from "./faults.ts";
import { Database, type Statement, type Weather } from "./model/database.ts";
import type { Tables } from "./model/tables.ts";
import { createNetwork } from "./network.ts";
import { type Program, Scheduler } from "./scheduler.ts";
import { Violation, Watch } from "./watch.ts";
import { drawWorld, sealer } from "./world.ts";

/** `trace`: what happened last, oldest first, where it was asked for. */
export type Outcome = {
  seed: number;
  hash: number;
  events: number;
  simulatedMs: number;
  violation: string | null;
  trace: string[];
  figures: Watch["figures"];
};

/** `change`: makes the plan of what goes wrong another. `onWorld` sees the tables before anything happens. */
type Options = {
  isTraced?: boolean;
  change?: (plan: Plan) => void;
  onWorld?: (tables: Tables) => void;
  onStatement?: (statement: Statement) => void;
};

/** The database's clock at the beginning of every seed. */
export const epochMs = 1_800_000_000_000;
/** So long what a dead sender took may wait. */
const leaseMs = 8_000;
const longestRestMs = 1_800_000;
const traceLines = 50;

/** Plays one seed: three workers, their database, targets and receivers, and what goes wrong. The same seed always plays the same. */
export async function simulate(seed: number, options: Options = {}): Promise<Outcome> {
  const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1));
  const plan = drawPlan(random);
  options.change?.(plan);
  const scheduler = new Scheduler();
  using _clock = scheduler.takeOverClock();
  const world = drawWorld(random, plan.activeMs, epochMs);
  const { tables } = world;
  options.onWorld?.(tables);
  const trace: string[] = [];
  const note = (line: () => string): void => {
    if (options.isTraced !== true) return;
    trace.push(`${(scheduler.nowMs / 1_000).toFixed(3).padStart(9)} s  ${line()}`);
    if (trace.length > traceLines) trace.shift();
  };

  let violation: string | null = null;
  const broken = (error: unknown): void => {
    if (!(error instanceof Violation)) return scheduler.fail(error);
    violation ??= error.message;
  };
  const watched = (look: () => void): void => {
    try {
      look();
    } catch (error) {
      broken(error);
    }
  };
  const watch: Watch = new Watch(tables, scheduler, () => database);
  const weather: Weather = { instantShare: plan.instantShare, slowestMs: plan.slowestMs, lostShare: plan.lostShare };
  const database: Database = new Database(
    tables,
    scheduler,
    random,
    weather,
    {
      committing: (tx, program) => watched(() => watch.committing(tx, program)),
      statement: (statement) => {
        note(() => `${scheduler.current?.name ?? "database"} ${statement.name} ${short(statement.args)} → ${short(statement.answer)}`);
        options.onStatement?.(statement);
      },
    },
    epochMs,
  );
  watch.isPagingTimed = plan.lostShare === 0 && plan.slowestMs < 1_000;
  const network = createNetwork({
    scheduler,
    random,
    truth: world.truth,
    sink: plan.sink,
    bell: plan.bell,
    onDelivery: (delivery) => {
      note(() => `${delivery.channelId} got ${delivery.message.type} ${delivery.message.id}: ${delivery.answer}`);
      watched(() => watch.delivered(delivery));
    },
  });

  const slots: { program: Program; road: Road }[] = [];
  let lastId = 0;
  let lastRun = 0;
  const start = (slot: number): void => {
    const locationNo = world.locationNos[slot] ?? 1;
    const program: Program = {
      name: `worker ${slot + 1}.${++lastRun}`,
      locationNo,
      state: "running",
      frozenUntilMs: 0,
      monotonicMs: random() * 1e6,
      wallMs: slots[slot]?.program.wallMs ?? 0,
    };
    scheduler.current = program;
    const log = logOf((error) => broken(new Violation(`${program.name} was surprised: ${error}`)));
    const db = database.connect(program);
    const queue: Queue = {
      ring: (job, payload) =>
        network.ring(program, () => {
          const alive = slots.filter(
            (each) => each.program.state === "running" && (job !== "probe" || each.program.locationNo === locationNo),
          );
          const heard = alive[Math.floor(random() * alive.length)];
          if (heard === undefined) return;
          scheduler.after(0, heard.program, 20, () => void serve(heard.road, payload).catch((error: unknown) => log.warn({ err: error })));
        }),
      serve: () => {},
      close: async () => {},
    };
    const deps = {
      db,
      sealer,
      newId: () => idOf(++lastId),
      publicUrl: "https://vedette.example",
      edgeUrl: "https://edge.example",
      step: noStep,
      now: () => database.nowMs() + program.wallMs,
      random,
      render: () => Buffer.alloc(0),
      send: async (destination: { kind: string }, message: { type: string }) => {
        const { url } = destination as unknown as { url: string }; // safe because every channel is a webhook
        return await network.send(program, channelOf(url), message as AlertMessage); // safe because there is no other mail
      },
    };
    const road = createRoad({
      deps,
      queue,
      log,
      locationNo,
      probe: (spec) => {
        const monitorNo = "url" in spec ? Number(/target-(\d+)/.exec(spec.url)?.[1]) : 0;
        watch.probing(program, monitorNo, locationNo);
        return network.probe(program, spec, locationNo);
      },
      judge: (result) => result,
      onChecked: () => {},
    });
    slots[slot] = { program, road };
    runLoops({ scheduler, program, random, road, database, log, held: async () => await road.announce(await tellHeld(deps)) });
    scheduler.current = null;
  };

  const kill = (program: Program, awayMs: number): void => {
    if (program.state === "dead") return;
    const slot = slots.findIndex((each) => each.program === program);
    note(() => `${program.name} is killed`);
    program.state = "dead";
    database.disconnect((each) => each === program);
    watch.trouble.push({ fromMs: scheduler.nowMs, untilMs: scheduler.nowMs + awayMs + leaseMs });
    scheduler.after(awayMs, null, 21, () => start(slot));
  };
  applyPlan({ plan, scheduler, database, watch, slots, kill, note });
  for (const slot of [0, 1, 2]) start(slot);

  const isOver = () => violation !== null;
  await scheduler.play(plan.activeMs, isOver);
  // From here on nothing goes wrong any more, and what did has to settle by itself.
  scheduler.kills = () => false;
  Object.assign(weather, { lostShare: 0, slowestMs: 5 });
  Object.assign(plan.bell, { lostShare: 0, refusedShare: 0 });
  const restMs = Math.max(...[...tables.monitors.values()].map(({ intervalMs }) => 6 * intervalMs)) + 30_000;
  const untilMs = plan.activeMs + 60_000 + restMs;
  await scheduler.play(untilMs, isOver);
  await scheduler.play(untilMs + longestRestMs, () => isOver() || isAtRest(tables));
  if (violation === null) watched(() => watch.atRest());
  return {
    seed,
    hash: scheduler.hash >>> 0,
    events: scheduler.events,
    simulatedMs: scheduler.nowMs,
    violation,
    trace,
    figures: watch.figures,
  };
}

function serve(road: Road, payload: object): Promise<void> {
  if ("batchId" in payload) return road.carry(String(payload.batchId));
  if ("outboxId" in payload) return road.deliver(String(payload.outboxId), new AbortController().signal);
  throw new Error(`nobody serves ${JSON.stringify(payload)}`);
}

function isAtRest({ outbox, incidents, batches }: Database["tables"]): boolean {
  for (const row of outbox.rows.values()) if (row.settledMs === null) return false;
  for (const incident of incidents.rows.values()) if (incident.heldFor === "flapping" && incident.closedMs === null) return false;
  return batches.rows.size === 0;
}

function applyPlan(options: {
  plan: Plan;
  scheduler: Scheduler;
  database: Database;
  watch: Watch;
  slots: { program: Program; road: Road }[];
  kill: (program: Program, awayMs: number) => void;
  note: (line: () => string) => void;
}): void {
  const { plan, scheduler, database, watch, slots, kill, note } = options;
  const { killAtEvents } = plan;
  scheduler.kills = (program, event) => {
    if (event < (killAtEvents[0] ?? Infinity)) return false;
    killAtEvents.shift();
    kill(program, 1_000);
    return true;
  };
  for (const fault of plan.faults) {
    scheduler.after(fault.atMs, null, 30, () => {
      const { nowMs } = scheduler;
      note(() => `fault: ${JSON.stringify(fault)}`);
      const troubled = (lastsMs: number) => void watch.trouble.push({ fromMs: nowMs, untilMs: nowMs + lastsMs + leaseMs });
      const slot = "slot" in fault ? slots[fault.slot] : undefined;
      switch (fault.kind) {
        case "killed":
          if (slot !== undefined) kill(slot.program, fault.awayMs);
          break;
        case "restarted":
          if (slot !== undefined) scheduler.after(0, slot.program, 31, () => void restart(slot, fault.awayMs));
          break;
        case "frozen":
          if (slot !== undefined) slot.program.frozenUntilMs = nowMs + fault.lastsMs;
          troubled(fault.lastsMs);
          break;
        case "database away":
          database.awayUntilMs = nowMs + fault.lastsMs;
          database.disconnect(() => true);
          troubled(fault.lastsMs);
          break;
        case "database stalled":
          database.stalledUntilMs = nowMs + fault.lastsMs;
          troubled(fault.lastsMs);
          break;
        case "worker's clock set":
          if (slot !== undefined) slot.program.wallMs += fault.byMs;
          break;
        case "database's clock set":
          database.setClock(fault.byMs);
          watch.isClockSet = true;
          break;
      }
    });
  }

  async function restart({ program, road }: { program: Program; road: Road }, awayMs: number): Promise<void> {
    watch.trouble.push({ fromMs: scheduler.nowMs, untilMs: scheduler.nowMs + 15_000 });
    program.state = "closing";
    await road.close(5_000);
    kill(program, awayMs);
  }
}

/** The loops of the worker that are part of the road, as often as it has them. One that would find nothing is not run. */
function runLoops(options: {
  scheduler: Scheduler;
  program: Program;
  random: Random;
  road: Road;
  database: Database;
  log: Logger;
  held: () => Promise<void>;
}): void {
  const { scheduler, program, random, road, database, log, held } = options;
  const { tables } = database;
  const some = <Row extends object>(rows: ReadonlyMap<string, Row>, is: (row: Row) => boolean) => {
    for (const row of rows.values()) if (is(row)) return true;
    return false;
  };
  const every = (everyMs: number, idleMs: () => number, work: () => Promise<void>): void => {
    const turn = (): boolean => {
      if (program.state === "closing") return false;
      const idle = idleMs();
      if (idle > 0) {
        scheduler.after(Math.ceil(idle / everyMs) * everyMs, program, 40, turn);
        return false;
      }
      const startedMs = scheduler.nowMs;
      const again = () => scheduler.after(Math.max(1, startedMs + everyMs - scheduler.nowMs), program, 40, turn);
      void work()
        .catch((error: unknown) => log.warn({ err: error }))
        .finally(again);
      return true;
    };
    scheduler.after(random() * everyMs, program, 40, turn);
  };
  const unless = (is: () => boolean) => () => (is() ? 0 : 1);

  every(
    100,
    () => {
      let nextMs = 1_000;
      for (const row of tables.schedules.rows.values())
        if (row.locationNo === program.locationNo) nextMs = Math.min(nextMs, row.nextDueMs - database.nowMs());
      return nextMs > 0 && random() < 0.05 ? 0 : nextMs;
    },
    road.tick,
  );
  every(
    3_000,
    unless(() => tables.batches.rows.size > 0),
    road.renewLeases,
  );
  every(
    2_000,
    unless(() => some(tables.batches.rows, (row) => row.locationNo === program.locationNo && row.leaseUntilMs < database.nowMs())),
    road.recover,
  );
  every(
    2_000,
    unless(() => some(tables.outbox.rows, (row) => row.settledMs === null)),
    road.sweep,
  );
  every(
    2_000,
    unless(() => some(tables.incidents.rows, (row) => row.heldFor !== null && row.closedMs === null)),
    held,
  );
}

/** Takes what the road has to say; what no fault explains is a surprise. */
function logOf(surprise: (error: string) => void): Logger {
  const said = (what: { err?: unknown }): void => {
    const error = what.err;
    if (error === undefined || error === null || isExplained(error)) return;
    surprise(error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error));
  };
  return { error: said, warn: said, info: () => {} } as unknown as Logger; // safe because the road says nothing else
}

function isExplained(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /^Connection terminated|ECONNREFUSED|statement timeout/.test(error.message);
}

function channelOf(url: string): string {
  return `00000000-0000-4000-8000-0000000000c${/hook-(\d)/.exec(url)?.[1] ?? ""}`;
}

function idOf(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) => (each instanceof Set ? [...each] : each)) ?? "";
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}
