import type { PostMortem } from "@vedette/core/post-mortem";
import type { IncidentKey } from "./incident-actions.ts";
import type { Sql } from "./sql.ts";

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const columns = `p.version, p.text, ${ms("p.at")} AS "atMs", jsonb_build_object('id', p.author_id, 'name', coalesce(u.name, 'a removed person')) AS author`;

/** What people wrote of incidents, always of one team. */
export function postMortemsOn(sql: Sql) {
  return {
    /** All versions, the newest first. */
    async versions({ teamId, id }: IncidentKey): Promise<PostMortem[]> {
      return await sql<PostMortem>(
        `SELECT ${columns} FROM post_mortems p LEFT JOIN users u ON u.id = p.author_id WHERE p.team_id = $1 AND p.incident_id = $2 ORDER BY p.version DESC LIMIT 100`,
        [teamId, id],
      );
    },

    /** Adds the version after `afterVersion`; false: somebody else has. */
    async append({ teamId, id }: IncidentKey, afterVersion: number, text: string, authorId: string, atMs: number): Promise<boolean> {
      const rows = await sql<{ version: number }>(
        `INSERT INTO post_mortems (team_id, incident_id, version, text, author_id, at)
         SELECT $1, $2, $3::int + 1, $4, $5, to_timestamp($6 / 1000.0)
         WHERE $3::int = (SELECT coalesce(max(version), 0) FROM post_mortems WHERE incident_id = $2)
         ON CONFLICT DO NOTHING RETURNING version`,
        [teamId, id, afterVersion, text, authorId, atMs],
      );
      return rows.length > 0;
    },
  };
}
