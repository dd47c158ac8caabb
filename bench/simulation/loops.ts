import type { Logger } from "pino";
import type { Random } from "@vedette/testkit/seeded-random";
import type { Road } from "../../apps/worker/src/road.ts";
import type { Database } from "./model/database.ts";
import type { Program, Scheduler } from "./scheduler.ts";

/** The loops of the worker that are part of the road, as often as it has them. One that would find nothing is not run. */
export function runLoops(options: {
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
