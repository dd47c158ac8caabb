import { seededRandom } from "@vedette/testkit/seeded-random";
import type { Road } from "../../apps/worker/src/road.ts";
import { applyPlan } from "./apply-plan.ts";
import { type Plan, drawPlan } from "./faults.ts";
import { Database, type Statement, type Weather } from "./model/database.ts";
import type { Tables } from "./model/tables.ts";
import { createNetwork } from "./network.ts";
import { type Program, Scheduler } from "./scheduler.ts";
import { Violation, Watch, leaseMs } from "./watch.ts";
import { startRoad } from "./start-road.ts";
import { drawWorld } from "./world.ts";

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
    const surprised = (error: string) => broken(new Violation(`${program.name} was surprised: ${error}`));
    const road = startRoad({
      scheduler,
      random,
      database,
      network,
      watch,
      program,
      newId: () => idOf(++lastId),
      running: () => slots,
      surprised,
    });
    slots[slot] = { program, road };
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

function isAtRest({ outbox, incidents, batches }: Database["tables"]): boolean {
  for (const row of outbox.rows.values()) if (row.settledMs === null) return false;
  for (const incident of incidents.rows.values()) if (incident.heldFor === "flapping" && incident.closedMs === null) return false;
  return batches.rows.size === 0;
}

function idOf(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) => (each instanceof Set ? [...each] : each)) ?? "";
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}
