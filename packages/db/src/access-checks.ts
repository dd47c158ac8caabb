import type { Sql } from "./sql.ts";

export type Access = { sessionId: string; userId: string; teamId: string };

export function accessChecksOn(sql: Sql) {
  return {
    /** Of many open streams the positions of those whose session and membership still hold: one query for all of them. */
    async stillAllowed(accesses: readonly Access[]): Promise<Set<number>> {
      const rows = await sql<{ i: number }>(
        `SELECT a.i::int AS i FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS a (session_id, user_id, team_id, i)
         JOIN sessions s ON s.id = a.session_id AND s.user_id = a.user_id AND s.expires_at > clock_timestamp()
         JOIN members m ON m.team_id = a.team_id AND m.user_id = a.user_id`,
        [accesses.map((access) => access.sessionId), accesses.map((access) => access.userId), accesses.map((access) => access.teamId)],
      );
      return new Set(rows.map((row) => row.i - 1));
    },
  };
}
