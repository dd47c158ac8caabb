import type { ConfirmedHealth, Severity } from "@vedette/core/health";
import type { UptimeDefinition } from "@vedette/core/uptime-definition";
import { endlessMs } from "./endless.ts";
import { type ByLocation, gapColumns, unseenByAll } from "./unseen-by-all.ts";
import type { Sql } from "./sql.ts";
import { definitionOf, pageDefinitionSql } from "./uptime.ts";

export type PageSource = {
  id: string;
  teamId: string;
  slug: string;
  name: string;
  description: string | null;
  timeZone: string;
  /** Its own definition or its team's. */
  uptime: UptimeDefinition;
  /** The publication that is being made is one version newer; 0 before the first. */
  snapshotVersion: number;
  groups: { id: string; name: string; position: number }[];
  components: ComponentSource[];
};

export type ComponentSource = {
  id: string;
  name: string;
  description: string | null;
  groupId: string | null;
  position: number;
  showUptime: boolean;
  createdAtMs: number;
  updatedAtMs: number;
  monitors: { monitorNo: number; createdAtMs: number; confirmed: ConfirmedHealth; pausedAtMs: number | null; inMaintenance: boolean }[];
};

/** An incident as uptime and public history need it. `raisedAtMs`: when a degraded one became down. */
export type IncidentSpan = {
  id: string;
  monitorNo: number;
  severity: Severity;
  openedAs: Severity;
  raisedAtMs: number | null;
  startedAtMs: number;
  confirmedAtMs: number;
  endedAtMs: number | null;
  closedAtMs: number | null;
  acknowledgedAtMs: number | null;
};
export type Span = { monitorNo: number; fromMs: number; untilMs: number };
export type GapSpan = Span & { kind: "missed" | "lost" | "inconclusive" | "paused" };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

export function publishingOn(sql: Sql) {
  return {
    /** Published pages that changed, or whose last confirmation is older than `maxAgeMs`: the publisher's work list. */
    async due(maxAgeMs: number): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `SELECT p.id FROM pages p LEFT JOIN publications b ON b.page_id = p.id
         WHERE p.published AND p.deleted_at IS NULL
           AND (p.dirty_at IS NOT NULL OR b.page_id IS NULL OR b.confirmed_at < clock_timestamp() - $1 * interval '1 ms')
         ORDER BY p.dirty_at NULLS LAST LIMIT 200`,
        [maxAgeMs],
      );
      return rows.map((row) => row.id);
    },

    /**
     * Reads a page, marks it clean and draws its next version in one statement: a change that comes later marks it again, and of two
     * publishers whoever began later, and so saw more, has the newer version. Null when it is gone or not published.
     */
    async takePage(pageId: string): Promise<PageSource | null> {
      const [page] = await sql<PageHead>(
        `UPDATE pages SET dirty_at = NULL, snapshot_version = snapshot_version + 1
         WHERE id = $1 AND published AND deleted_at IS NULL RETURNING ${pageColumns("snapshot_version - 1")}`,
        [pageId],
      );
      return page === undefined ? null : await withLines(sql, page);
    },

    /** A page as it would be published now, whether it is or not; nothing is marked. Null for an unknown, a foreign and a deleted one. */
    async peekPage(page: { teamId: string; id: string }): Promise<PageSource | null> {
      const [found] = await sql<PageHead>(`SELECT ${pageColumns()} FROM pages WHERE team_id = $1 AND id = $2 AND deleted_at IS NULL`, [
        page.teamId,
        page.id,
      ]);
      return found === undefined ? null : await withLines(sql, found);
    },

    /** Incidents of the monitors that overlap the time from `fromMs` on, newest first. */
    async incidentsSince(monitorNos: readonly number[], fromMs: number): Promise<IncidentSpan[]> {
      return await sql<IncidentSpan>(
        `SELECT i.id, m.compat_number AS "monitorNo", i.severity, coalesce(o.data ->> 'severity', i.severity) AS "openedAs", ${ms("r.at")} AS "raisedAtMs",
                ${ms("i.started_at")} AS "startedAtMs", ${ms("i.confirmed_at")} AS "confirmedAtMs", ${ms("i.ended_at")} AS "endedAtMs",
                ${ms("i.closed_at")} AS "closedAtMs", ${ms("i.acknowledged_at")} AS "acknowledgedAtMs"
         FROM incidents i JOIN monitors m ON m.id = i.monitor_id
         LEFT JOIN incident_events o ON o.incident_id = i.id AND o.kind = 'opened'
         LEFT JOIN LATERAL (SELECT at FROM incident_events e WHERE e.incident_id = i.id AND e.kind = 'raised' ORDER BY seq LIMIT 1) r ON true
         WHERE m.compat_number = ANY($1::int[]) AND coalesce(i.ended_at, 'infinity') > to_timestamp($2 / 1000.0)
         ORDER BY i.started_at DESC`,
        [monitorNos, fromMs],
      );
    },

    /** Stretches in which nobody looked, from wherever the monitor was looked at. */
    async gapsSince(monitorNos: readonly number[], fromMs: number): Promise<GapSpan[]> {
      const rows = await sql<GapSpan & ByLocation>(
        `SELECT ${gapColumns}, g.kind
         FROM gaps g JOIN monitors m ON m.compat_number = g.monitor_no WHERE g.monitor_no = ANY($1::int[]) AND g.until_at > to_timestamp($2 / 1000.0)
         UNION ALL SELECT monitor_no, ${ms("waiting_since_at")}, ${endlessMs}, NULL, NULL, 'missed' FROM monitor_states
         WHERE monitor_no = ANY($1::int[]) AND waiting_since_at IS NOT NULL ORDER BY "fromMs"`,
        [monitorNos, fromMs],
      );
      return unseenByAll(rows);
    },

    async maintenancesSince(monitorNos: readonly number[], fromMs: number): Promise<Span[]> {
      return await sql<Span>(
        `SELECT m.compat_number AS "monitorNo", ${ms("w.starts_at")} AS "fromMs", ${ms("w.ends_at")} AS "untilMs"
         FROM maintenances w JOIN maintenance_monitors mm ON mm.maintenance_id = w.id JOIN monitors m ON m.id = mm.monitor_id
         WHERE m.compat_number = ANY($1::int[]) AND w.ends_at > to_timestamp($2 / 1000.0) ORDER BY w.starts_at`,
        [monitorNos, fromMs],
      );
    },

    async nowMs(): Promise<number> {
      const [row] = await sql<{ now: number }>(`SELECT ${ms("clock_timestamp()")} AS now`);
      return row?.now ?? 0;
    },

    /** Stores a publication unless a newer version is already there. False: it lost, and nothing changed. */
    async save(publication: {
      pageId: string;
      teamId: string;
      slug: string;
      version: number;
      publishedAtMs: number;
      checksum: string;
      bundle: Buffer;
    }): Promise<boolean> {
      const rows = await sql<{ version: number }>(
        `WITH saved AS (
          INSERT INTO publications (page_id, team_id, slug, version, published_at, confirmed_at, checksum, bundle)
          VALUES ($1, $2, $3, $4, to_timestamp($5 / 1000.0), clock_timestamp(), $6, $7)
          ON CONFLICT (page_id) DO UPDATE SET slug = $3, version = $4, published_at = to_timestamp($5 / 1000.0), confirmed_at = clock_timestamp(), checksum = $6, bundle = $7
          WHERE publications.version < $4
          RETURNING page_id, version
        )
        UPDATE pages SET snapshot_version = greatest(snapshot_version, saved.version) FROM saved WHERE pages.id = saved.page_id RETURNING saved.version`,
        [
          publication.pageId,
          publication.teamId,
          publication.slug,
          publication.version,
          publication.publishedAtMs,
          publication.checksum,
          publication.bundle,
        ],
      );
      return rows.length > 0;
    },

    /** Marks a page for publication again, after its publisher failed. */
    async markDirty(pageId: string): Promise<void> {
      await sql("UPDATE pages SET dirty_at = clock_timestamp() WHERE id = $1", [pageId]);
    },
  };
}

type PageHead = Omit<PageSource, "groups" | "components" | "uptime"> & { uptime: unknown };
const pageColumns = (version = "snapshot_version") =>
  `id, team_id AS "teamId", slug, name, description, time_zone AS "timeZone", ${pageDefinitionSql} AS uptime, ${version} AS "snapshotVersion"`;

async function withLines(sql: Sql, page: PageHead): Promise<PageSource> {
  const groups = await sql<PageSource["groups"][number]>(
    "SELECT id, name, position FROM page_groups WHERE team_id = $1 AND page_id = $2 ORDER BY position",
    [page.teamId, page.id],
  );
  const components = await sql<ComponentSource>(
    `SELECT c.id, c.name, c.description, c.group_id AS "groupId", c.position, c.show_uptime AS "showUptime",
            ${ms("c.created_at")} AS "createdAtMs", ${ms("c.updated_at")} AS "updatedAtMs",
            coalesce((SELECT jsonb_agg(jsonb_build_object('monitorNo', m.compat_number, 'createdAtMs', ${ms("m.created_at")}, 'confirmed', s.confirmed,
                'pausedAtMs', ${ms("m.paused_at")},
                'inMaintenance', EXISTS (SELECT FROM maintenance_monitors mm JOIN maintenances w ON w.id = mm.maintenance_id
                   WHERE mm.monitor_id = m.id AND clock_timestamp() BETWEEN w.starts_at AND w.ends_at)))
              FROM component_monitors cm JOIN monitors m ON m.id = cm.monitor_id AND m.deleted_at IS NULL
              JOIN monitor_states s ON s.monitor_no = m.compat_number WHERE cm.component_id = c.id), '[]') AS monitors
     FROM components c WHERE c.team_id = $1 AND c.page_id = $2 ORDER BY c.position, c.name`,
    [page.teamId, page.id],
  );
  return { ...page, uptime: definitionOf(page.uptime), groups, components };
}
