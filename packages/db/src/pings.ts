import type { PingRow } from "@vedette/core/heartbeat-record";
import { pingKindOf } from "@vedette/core/ping";
import type { Sql } from "./sql.ts";

/** Reading pings. Monitors are named by number: they must have been found by their team before. */
export function pingsOn(sql: Sql) {
  return {
    /** Newest first, older than the ping `before` when given. */
    async page(monitorNo: number, before: { atMs: number; id: number } | null, limit: number): Promise<PingRow[]> {
      const rows = await sql<Omit<PingRow, "kind" | "body"> & { kind: number; body: Buffer | null }>(
        `SELECT id, (extract(epoch FROM at) * 1000)::bigint AS "atMs", kind, exit_code AS "exitCode", run_ms AS "runMs", rid, method, remote, agent, body
         FROM pings WHERE monitor_no = $1 AND ($2::bigint IS NULL OR (at, id) < (timestamptz 'epoch' + $2 * interval '1 ms', $3::bigint))
         ORDER BY at DESC, id DESC LIMIT $4`,
        [monitorNo, before?.atMs ?? null, before?.id ?? null, limit],
      );
      return rows.map((row) => ({ ...row, kind: pingKindOf(row.kind), body: row.body?.toString("utf8") ?? null }));
    },
  };
}
