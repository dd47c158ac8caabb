import type { LookRecord } from "@vedette/core/monitor-record";
import type { Evidence } from "@vedette/core/probe-result";
import { jsonText } from "./json-text.ts";
import type { Sql } from "./sql.ts";

type Look = { monitorNo: number; locationNo: number; dueMs: number; look: Evidence };

export function looksOn(sql: Sql) {
  return {
    /** Keeps the newest detailed look of each monitor; an older one than what is there changes nothing. */
    async save(looks: readonly Look[]): Promise<void> {
      if (looks.length === 0) return;
      await sql(
        `INSERT INTO looks (monitor_no, team_id, location_no, at, data)
         SELECT DISTINCT ON (n.monitor_no) n.monitor_no, m.team_id, n.location_no, to_timestamp(n.due_ms / 1000.0), n.data::jsonb
         FROM unnest($1::int[], $2::int[], $3::bigint[], $4::text[]) AS n (monitor_no, location_no, due_ms, data)
         JOIN monitors m ON m.compat_number = n.monitor_no
         ORDER BY n.monitor_no, n.due_ms DESC
         ON CONFLICT (monitor_no) DO UPDATE SET location_no = excluded.location_no, at = excluded.at, data = excluded.data
         WHERE looks.at < excluded.at`,
        [
          looks.map((look) => look.monitorNo),
          looks.map((look) => look.locationNo),
          looks.map((look) => look.dueMs),
          looks.map((look) => jsonText(look.look)),
        ],
      );
    },

    async find(monitorNo: number): Promise<LookRecord | null> {
      const [row] = await sql<{ at_ms: number; location_no: number; data: Evidence }>(
        "SELECT (extract(epoch FROM at) * 1000)::bigint AS at_ms, location_no, data FROM looks WHERE monitor_no = $1",
        [monitorNo],
      );
      return row === undefined ? null : { atMs: row.at_ms, locationNo: row.location_no, evidence: row.data };
    },
  };
}
