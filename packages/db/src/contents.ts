import type { Content } from "@vedette/core/content";
import type { Sql } from "./sql.ts";

type Seen = { monitorNo: number; dueMs: number; content: Content };

export function contentsOn(sql: Sql) {
  return {
    /**
     * What was seen last, one of each monitor. The first of a watch is the approved content; one that differs from the approved waits
     * for approval; the approved one ends the waiting. Seeing the same again writes nothing, nor does what is older than what is there.
     */
    async save(seen: readonly Seen[]): Promise<void> {
      if (seen.length === 0) return;
      await sql(
        `INSERT INTO contents AS c (monitor_no, team_id, watch, fingerprint, body, approved_at)
         SELECT DISTINCT ON (n.monitor_no) n.monitor_no, m.team_id, n.watch, n.fingerprint, n.body, timestamptz 'epoch' + n.due_ms * interval '1 ms'
         FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::text[]) AS n (monitor_no, due_ms, watch, fingerprint, body)
         JOIN monitors m ON m.compat_number = n.monitor_no
         ORDER BY n.monitor_no, n.due_ms DESC
         ON CONFLICT (monitor_no) DO UPDATE SET
           watch = excluded.watch,
           fingerprint = CASE WHEN c.watch = excluded.watch THEN c.fingerprint ELSE excluded.fingerprint END,
           body = CASE WHEN c.watch = excluded.watch THEN c.body ELSE excluded.body END,
           approved_at = CASE WHEN c.watch = excluded.watch THEN c.approved_at ELSE excluded.approved_at END,
           changed_fingerprint = CASE WHEN c.watch = excluded.watch THEN nullif(excluded.fingerprint, c.fingerprint) END,
           changed_body = CASE WHEN c.watch = excluded.watch AND c.fingerprint <> excluded.fingerprint THEN excluded.body END,
           changed_at = CASE WHEN c.watch = excluded.watch AND c.fingerprint <> excluded.fingerprint THEN excluded.approved_at END
         WHERE excluded.approved_at > coalesce(c.changed_at, c.approved_at)
           AND (c.watch <> excluded.watch OR nullif(excluded.fingerprint, c.fingerprint) IS DISTINCT FROM c.changed_fingerprint)`,
        [
          seen.map((each) => each.monitorNo),
          seen.map((each) => each.dueMs),
          seen.map((each) => each.content.watch),
          seen.map((each) => each.content.fingerprint),
          seen.map((each) => each.content.text),
        ],
      );
    },

    /** The approved content of each of the monitors that has one. */
    async approved(monitorNos: readonly number[]): Promise<Map<number, Content>> {
      const rows = await sql<Content & { no: number }>(
        "SELECT monitor_no AS no, watch, fingerprint, body AS text FROM contents WHERE monitor_no = ANY($1::int[])",
        [monitorNos],
      );
      return new Map(rows.map(({ no, ...content }) => [no, content]));
    },
  };
}
