import type { ConfigClient } from "./config-client.ts";
import { Prisma } from "./generated/client.ts";
import { markingSql } from "./rollup-marks.ts";

/** Writes down what only a schedule knows, before it changes: ticks until `untilMs` that nobody has claimed. A claim under way is waited for. */
export async function recordMissed(prisma: ConfigClient, monitorNo: number, untilMs: number): Promise<void> {
  await prisma.$executeRaw`
    WITH overdue AS (
      SELECT * FROM schedules WHERE monitor_no = ${monitorNo} AND next_due_ms < ${untilMs}::bigint FOR UPDATE
    ), missed AS (
      INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
      SELECT team_id, monitor_no, location_no, to_timestamp(next_due_ms / 1000.0), to_timestamp(${untilMs}::bigint / 1000.0),
             (${untilMs}::bigint - next_due_ms - 1) / interval_ms + 1, 'missed' FROM overdue
      ON CONFLICT DO NOTHING RETURNING monitor_no, from_at, until_at
    ) ${Prisma.raw(markingSql("SELECT monitor_no, from_at, until_at FROM missed"))}`;
}
