import type { Sql } from "./sql.ts";

/**
 * The newest publication of a page, without its bytes. `confirmedAgoMs`: how long ago, by the database's clock, the publisher last
 * made sure that it is the truth; an age, so that the reader's clock may differ.
 */
export type Publication = { pageId: string; slug: string; version: number; confirmedAgoMs: number; checksum: string };

export function publicationsOn(sql: Sql) {
  return {
    /** All publications of the instance, for edge, which serves every team's pages. */
    async list(): Promise<Publication[]> {
      return await sql<Publication>(
        `SELECT page_id AS "pageId", slug, version, checksum,
                (extract(epoch FROM clock_timestamp() - confirmed_at) * 1000)::bigint AS "confirmedAgoMs"
         FROM publications`,
        [],
        "list_publications",
      );
    },

    /** The bundle of a page in exactly this version; null when a newer one has replaced it, or it is gone. */
    async readBundle(pageId: string, version: number): Promise<Buffer | null> {
      const [row] = await sql<{ bundle: Buffer }>("SELECT bundle FROM publications WHERE page_id = $1 AND version = $2", [pageId, version]);
      return row?.bundle ?? null;
    },

    /**
     * Of the given pages those that the database positively says are not public: unpublished, deleted, gone with their team, or
     * unknown to it although it knows another of them. A database that knows none of them is empty or a wrong one, and takes no
     * page down.
     */
    async withdrawn(pageIds: readonly string[]): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `SELECT known.id FROM unnest($1::uuid[]) AS known (id) LEFT JOIN pages p ON p.id = known.id
         WHERE p.deleted_at IS NOT NULL OR NOT p.published
            OR (p.id IS NULL AND (EXISTS (SELECT FROM pages WHERE id = ANY($1::uuid[]))
                 OR EXISTS (SELECT FROM audit a WHERE a.action = 'team.deleted' AND a.change -> 'pages' ? known.id::text)))`,
        [pageIds],
      );
      return rows.map((row) => row.id);
    },
  };
}
