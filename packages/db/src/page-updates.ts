import type { IncidentUpdates, PageUpdate, PageUpdateInput } from "@vedette/core/page-update";
import { shownAfterEndMs } from "@vedette/core/snapshot";
import type { By, IncidentKey } from "./incident-actions.ts";
import type { Sql } from "./sql.ts";

export type UpdateKey = { id: string; teamId: string };
type NewUpdate = PageUpdateInput & { id: string; creationKey: string };
/** What pages show of an update: no word of who wrote it. `isShared`: it was posted on the incident that this one is merged into. */
export type PublicUpdate = PageUpdateInput & {
  id: string;
  incidentId: string;
  isShared: boolean;
  postedAtMs: number;
  editedAtMs: number | null;
};

/** So many, of 10,000 characters each, are packed in a fraction of a second. */
const mostOnAPage = 200;

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const person = (column: string, name: string) => `jsonb_build_object('id', ${column}, 'name', coalesce(${name}, 'a removed person'))`;

/** What people tell the readers of pages about incidents. Deleted ones are kept, so that they can be brought back, and are shown nowhere. */
export function pageUpdatesOn(sql: Sql) {
  return {
    /** Newest first. */
    async list({ teamId, id }: IncidentKey): Promise<PageUpdate[]> {
      return await sql<PageUpdate>(
        `SELECT p.id, p.status, p.body, p.version, ${ms("p.posted_at")} AS "postedAtMs", ${person("p.posted_by_id", "a.name")} AS author,
                CASE WHEN p.edited_at IS NOT NULL THEN jsonb_build_object('atMs', ${ms("p.edited_at")}, 'by', ${person("p.edited_by_id", "e.name")}) END AS edited
         FROM page_updates p LEFT JOIN users a ON a.id = p.posted_by_id LEFT JOIN users e ON e.id = p.edited_by_id
         WHERE p.team_id = $1 AND p.incident_id = $2 AND p.deleted_at IS NULL ORDER BY p.posted_at DESC, p.id`,
        [teamId, id],
      );
    },

    /** Pages that show the incident or one that is merged into it, or would once they are published, by name. */
    async pages({ teamId, id }: IncidentKey): Promise<IncidentUpdates["pages"]> {
      return await sql(
        `SELECT id, name, published FROM pages WHERE team_id = $1 AND deleted_at IS NULL AND id IN (
           SELECT c.page_id FROM incidents i JOIN monitors m ON m.id = i.monitor_id AND m.deleted_at IS NULL
           JOIN component_monitors cm ON cm.monitor_id = m.id JOIN components c ON c.id = cm.component_id
           WHERE i.team_id = $1 AND (i.id = $2 OR i.merged_into_id = $2) AND coalesce(i.closed_at, 'infinity') > clock_timestamp() - $3 * interval '1 ms')
         ORDER BY name, id`,
        [teamId, id, shownAfterEndMs],
      );
    },

    /** The monitors of the incident and of those that are merged into it: whose pages show its updates. */
    async monitorIds({ teamId, id }: IncidentKey): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `SELECT DISTINCT monitor_id AS id FROM incidents WHERE team_id = $1 AND (id = $2 OR merged_into_id = $2)`,
        [teamId, id],
      );
      return rows.map((row) => row.id);
    },

    /** The newest of some incidents and of those that they are merged into, which is what their pages show. */
    async publicOf(incidentIds: readonly string[]): Promise<PublicUpdate[]> {
      return await sql<PublicUpdate>(
        `SELECT p.id, i.id AS "incidentId", p.incident_id <> i.id AS "isShared", p.status, p.body,
                ${ms("p.posted_at")} AS "postedAtMs", ${ms("p.edited_at")} AS "editedAtMs"
         FROM incidents i JOIN page_updates p ON p.incident_id IN (i.id, i.merged_into_id)
         WHERE i.id = ANY($1::uuid[]) AND p.deleted_at IS NULL ORDER BY p.posted_at DESC, p.id LIMIT $2`,
        [incidentIds, mostOnAPage],
      );
    },

    /** Whose update it is, also once it is deleted; null: unknown, or another team's. */
    async incidentOf({ teamId, id }: UpdateKey): Promise<string | null> {
      const [row] = await sql<{ id: string }>("SELECT incident_id AS id FROM page_updates WHERE team_id = $1 AND id = $2", [teamId, id]);
      return row?.id ?? null;
    },

    /** What it says; null: it is deleted. */
    async words({ teamId, id }: UpdateKey): Promise<PageUpdateInput | null> {
      const [row] = await sql<PageUpdateInput>(
        "SELECT status, body FROM page_updates WHERE team_id = $1 AND id = $2 AND deleted_at IS NULL",
        [teamId, id],
      );
      return row ?? null;
    },

    async standing({ teamId, id }: IncidentKey): Promise<number> {
      const [row] = await sql<{ n: number }>(
        "SELECT count(*)::int AS n FROM page_updates WHERE team_id = $1 AND incident_id = $2 AND deleted_at IS NULL",
        [teamId, id],
      );
      return row?.n ?? 0;
    },

    /** What an earlier press of the same form posted, even if it was deleted since. */
    async postedBy(incident: IncidentKey, creationKey: string): Promise<PageUpdateInput | null> {
      const [row] = await sql<PageUpdateInput>(
        "SELECT status, body FROM page_updates WHERE team_id = $1 AND incident_id = $2 AND creation_key = $3",
        [incident.teamId, incident.id, creationKey],
      );
      return row ?? null;
    },

    /** False: the form has posted already. Of two presses at once the second waits for the first. */
    async post(incident: IncidentKey, { id, creationKey, status, body }: NewUpdate, by: By): Promise<boolean> {
      const rows = await sql(
        `INSERT INTO page_updates (id, team_id, incident_id, creation_key, status, body, posted_at, posted_by_id)
         VALUES ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0), $8) ON CONFLICT (incident_id, creation_key) DO NOTHING RETURNING id`,
        [id, incident.teamId, incident.id, creationKey, status, body, by.atMs, by.userId],
      );
      return rows.length > 0;
    },

    /** False: it was corrected or deleted since `version`. */
    async correct({ teamId, id }: UpdateKey, version: number, { status, body }: PageUpdateInput, by: By): Promise<boolean> {
      const rows = await sql(
        `UPDATE page_updates SET status = $4, body = $5, edited_at = to_timestamp($6 / 1000.0), edited_by_id = $7, version = version + 1
         WHERE team_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL RETURNING id`,
        [teamId, id, version, status, body, by.atMs, by.userId],
      );
      return rows.length > 0;
    },

    /** What it said; null: it is deleted already. */
    async remove({ teamId, id }: UpdateKey, atMs: number): Promise<PageUpdateInput | null> {
      const [row] = await sql<PageUpdateInput>(
        `UPDATE page_updates SET deleted_at = to_timestamp($3 / 1000.0) WHERE team_id = $1 AND id = $2 AND deleted_at IS NULL
         RETURNING status, body`,
        [teamId, id, atMs],
      );
      return row ?? null;
    },

    /** What it says again; null: it is not deleted. */
    async restore({ teamId, id }: UpdateKey): Promise<PageUpdateInput | null> {
      const [row] = await sql<PageUpdateInput>(
        "UPDATE page_updates SET deleted_at = NULL WHERE team_id = $1 AND id = $2 AND deleted_at IS NOT NULL RETURNING status, body",
        [teamId, id],
      );
      return row ?? null;
    },
  };
}
