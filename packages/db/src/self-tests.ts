import type { Sql } from "./sql.ts";

/** How the locations that watch themselves do (core/self-test). */
export function selfTestsOn(sql: Sql) {
  return {
    /** Writes down that an alert of the location's own monitor has come back, and forgets that monitor's incidents of before, alerts included. */
    async returned(locationNo: number, monitorId: string): Promise<void> {
      await sql("UPDATE locations SET self_tested_at = clock_timestamp() WHERE no = $1", [locationNo]);
      await sql("DELETE FROM incidents WHERE monitor_id = $1 AND closed_at < clock_timestamp() - interval '1 minute'", [monitorId]);
    },

    /** How long ago the last one came back; null for a location that does not watch itself. */
    async ageMs(locationNo: number): Promise<number | null> {
      const [row] = await sql<{ ageMs: number | null }>(
        `SELECT (extract(epoch FROM clock_timestamp() - self_tested_at) * 1000)::bigint AS "ageMs" FROM locations WHERE no = $1`,
        [locationNo],
      );
      return row?.ageMs ?? null;
    },
  };
}
