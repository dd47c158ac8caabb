import type { IncidentUpdates, PageUpdate, PageUpdateInput } from "@vedette/core/page-update";
import { shownAfterEndMs } from "@vedette/core/snapshot";
import type { By, IncidentKey } from "./incident-actions.ts";
import type { Sql } from "./sql.ts";

export type UpdateKey = { id: string; teamId: string };
type NewUpdate = PageUpdateInput & { id: string; creationKey: string };
/** What pages show of an update: no word of who wrote it. */
export type PublicUpdate = PageUpdateInput & { id: string; incidentId: string; postedAtMs: number; editedAtMs: number | null };

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

    /** Pages that show the incident, or would once they are published, by name. */
    async pages({ teamId, id }: IncidentKey): Promise<IncidentUpdates["pages"]> {
      return await sql(
        `SELECT p.id, p.name, p.published FROM incidents i JOIN monitors m ON m.id = i.monitor_id AND m.deleted_at IS NULL
         JOIN pages p ON p.team_id = i.team_id AND p.deleted_at IS NULL AND EXISTS (
           SELECT FROM components c JOIN component_monitors cm ON cm.component_id = c.id WHERE c.page_id = p.id AND cm.monitor_id = m.id)
         WHERE i.team_id = $1 AND i.id = $2 AND coalesce(i.closed_at, 'infinity') > clock_timestamp() - $3 * interval '1 ms' ORDER BY p.name, p.id`,
        [teamId, id, shownAfterEndMs],
      );
    },

    /** The newest of some incidents, which is what their pages show. */
    async publicOf(incidentIds: readonly string[]): Promise<PublicUpdate[]> {
      return await sql<PublicUpdate>(
        `SELECT id, incident_id AS "incidentId", status, body, ${ms("posted_at")} AS "postedAtMs", ${ms("edited_at")} AS "editedAtMs"
         FROM page_updates WHERE incident_id = ANY($1::uuid[]) AND deleted_at IS NULL ORDER BY posted_at DESC, id LIMIT $2`,
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
