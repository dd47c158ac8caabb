import type { ConfigClient } from "./config-client.ts";
import { Prisma } from "./generated/client.ts";
import { markingSql } from "./rollup-marks.ts";

/**
 * Writes down what only schedules know, before they change: ticks until `untilMs` that nobody has claimed. A claim under way is waited
 * for. `intervalMs`: what the schedule is about to follow, where one that stays as it is loses nothing; null where it goes.
 */
export async function recordMissed(
  prisma: ConfigClient,
  schedules: readonly { monitorNo: number; intervalMs: number | null }[],
  untilMs: number,
): Promise<void> {
  await prisma.$executeRaw`
    WITH overdue AS (
      SELECT s.* FROM schedules s
      JOIN unnest(${schedules.map((each) => each.monitorNo)}::int[], ${schedules.map((each) => each.intervalMs)}::int[]) AS w (monitor_no, interval_ms)
        ON s.monitor_no = w.monitor_no AND s.interval_ms IS DISTINCT FROM w.interval_ms
      WHERE s.next_due_ms < ${untilMs}::bigint FOR UPDATE OF s
    ), missed AS (
      INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
      SELECT team_id, monitor_no, location_no, to_timestamp(next_due_ms / 1000.0), to_timestamp(${untilMs}::bigint / 1000.0),
             (${untilMs}::bigint - next_due_ms - 1) / interval_ms + 1, 'missed' FROM overdue
      ON CONFLICT DO NOTHING RETURNING monitor_no, from_at, until_at
    ) ${Prisma.raw(markingSql("SELECT monitor_no, from_at, until_at FROM missed"))}`;
}
