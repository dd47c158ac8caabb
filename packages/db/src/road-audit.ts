import type { NewAudit } from "./audit.ts";
import { jsonText } from "./json-text.ts";
import type { Sql } from "./sql.ts";

/** The audit log for verbs that take the road; it is read and otherwise written as configuration. */
export function roadAuditOn(sql: Sql) {
  return {
    async append(entry: Omit<NewAudit, "atMs">): Promise<void> {
      const { teamId, actorId, ip, action, subjectKind, subjectId, change } = entry;
      await sql(
        "INSERT INTO audit (team_id, actor_id, ip, action, subject_kind, subject_id, change) VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)",
        [teamId, actorId, ip, action, subjectKind, subjectId, jsonText(change)],
      );
    },
  };
}
