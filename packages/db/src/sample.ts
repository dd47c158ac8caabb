import type { Severity } from "@vedette/core/health";
import type { PageUpdateInput } from "@vedette/core/page-update";
import type { Sql } from "./sql.ts";

export type SampleTeamRow = { id: string; slug: string; name: string };
export type NewSampleTeam = SampleTeamRow & {
  userId: string;
  memberId: string;
  pingKey: string;
  createdAtMs: number;
  /** What its monitors look like from the outside; no schedule is made for them, so nothing is dialled. */
  monitors: {
    id: string;
    name: string;
    slug: string;
    spec: object;
    tags: readonly string[];
    confirmed: "up" | Severity;
    sinceMs: number;
    certificateExpiresMs: number;
  }[];
  channels: { id: string; name: string; kind: string; config: object; sealed: string }[];
  page: { id: string; slug: string; name: string; description: string };
  groups: { id: string; name: string; position: number }[];
  components: { id: string; groupId: string; name: string; position: number; monitorId: string }[];
  maintenance: { id: string; title: string; fromMs: number; untilMs: number; monitorIds: string[] };
};

/** An incident as it went. `opened` and `summary`: what was said first and last. */
export type NewSampleIncident = {
  openedAs: Severity;
  severity: Severity;
  opened: string;
  summary: string;
  startedAtMs: number;
  confirmedAtMs: number;
  raisedAtMs: number | null;
  acknowledgedAtMs: number | null;
  endedAtMs: number | null;
  /** What readers of the page were told. */
  update: (PageUpdateInput & { atMs: number }) | null;
  userId: string;
};

const at = (column: string) => `to_timestamp(${column}::bigint / 1000.0)`;

/** The team that shows every chart at once. Everything of it leaves with the team but what has no foreign key. */
export function sampleOn(sql: Sql) {
  return {
    /** Lets one call of a person happen after the other, until the transaction ends, and finds the sample team they own. */
    async lockAndFind(userId: string): Promise<SampleTeamRow | null> {
      await sql("SELECT pg_advisory_xact_lock(hashtextextended('sample ' || $1, 0))", [userId]);
      const [team] = await sql<SampleTeamRow>(
        "SELECT t.id, t.slug, t.name FROM teams t JOIN members m ON m.team_id = t.id WHERE t.is_sample AND m.user_id = $1 AND m.role = 'owner' ORDER BY t.created_at LIMIT 1",
        [userId],
      );
      return team ?? null;
    },

    /** Creates the team with its monitors, channels, page and maintenance; returns the numbers of the monitors by their ids. */
    async create(team: NewSampleTeam): Promise<Map<string, number>> {
      await sql(`INSERT INTO teams (id, name, slug, is_sample, ping_key, created_at) VALUES ($1, $2, $3, true, $4, ${at("$5")})`, [
        team.id,
        team.name,
        team.slug,
        team.pingKey,
        team.createdAtMs,
      ]);
      await sql("INSERT INTO members (id, team_id, user_id, role) VALUES ($1, $2, $3, 'owner')", [team.memberId, team.id, team.userId]);
      const insert = <Row extends object = never>(statement: string, rows: readonly object[]) =>
        sql<Row>(statement, [team.id, JSON.stringify(rows)]);
      const monitors = await insert<{ id: string; compat_number: number }>(
        `INSERT INTO monitors (id, team_id, name, slug, kind, spec, target, tags, interval_ms, failures_to_open, successes_to_close, created_at)
         SELECT id, $1, name, slug, 'http', spec, spec ->> 'url', tags, 60000, 2, 1, (SELECT created_at FROM teams WHERE id = $1)
         FROM jsonb_to_recordset($2) AS n (id uuid, name text, slug text, spec jsonb, tags text[]) RETURNING id, compat_number`,
        team.monitors,
      );
      await insert(
        `INSERT INTO monitor_states (monitor_no, team_id, confirmed, since_at, run_healthy, run_length, run_started_at, seen_at, certificate_expires_at)
         SELECT m.compat_number, $1, n.confirmed, ${at('n."sinceMs"')}, n.confirmed = 'up', 2, ${at('n."sinceMs"')}, ${at('n."sinceMs"')}, ${at('n."certificateExpiresMs"')}
         FROM jsonb_to_recordset($2) AS n (id uuid, confirmed text, "sinceMs" bigint, "certificateExpiresMs" bigint) JOIN monitors m ON m.id = n.id`,
        team.monitors,
      );
      await insert(
        `INSERT INTO channels (id, team_id, name, kind, config, sealed, enabled) SELECT id, $1, name, kind, config, decode(sealed, 'base64'), false
         FROM jsonb_to_recordset($2) AS n (id uuid, name text, kind text, config jsonb, sealed text)`,
        team.channels,
      );
      await insert(
        `INSERT INTO pages (id, team_id, slug, name, description) SELECT id, $1, slug, name, description
         FROM jsonb_to_recordset($2) AS n (id uuid, slug text, name text, description text)`,
        [team.page],
      );
      await insert(
        `INSERT INTO page_groups (id, team_id, page_id, name, position) SELECT id, $1, (SELECT id FROM pages WHERE team_id = $1), name, position
         FROM jsonb_to_recordset($2) AS n (id uuid, name text, position int)`,
        team.groups,
      );
      await insert(
        `WITH n AS (SELECT * FROM jsonb_to_recordset($2) AS n (id uuid, "groupId" uuid, name text, position int, "monitorId" uuid)),
         c AS (INSERT INTO components (id, team_id, page_id, group_id, name, position) SELECT id, $1, (SELECT id FROM pages WHERE team_id = $1), "groupId", name, position FROM n RETURNING id)
         INSERT INTO component_monitors (team_id, component_id, monitor_id) SELECT $1, c.id, n."monitorId" FROM c JOIN n ON n.id = c.id`,
        team.components,
      );
      await insert(
        `WITH n AS (SELECT * FROM jsonb_to_recordset($2) AS n (id uuid, title text, "fromMs" bigint, "untilMs" bigint, "monitorIds" jsonb)),
         w AS (INSERT INTO maintenances (id, team_id, title, starts_at, ends_at) SELECT id, $1, title, ${at('"fromMs"')}, ${at('"untilMs"')} FROM n RETURNING id)
         INSERT INTO maintenance_monitors (team_id, maintenance_id, monitor_id) SELECT $1, n.id, m::uuid FROM w JOIN n ON n.id = w.id, jsonb_array_elements_text(n."monitorIds") AS m`,
        [team.maintenance],
      );
      return new Map(monitors.map((row) => [row.id, row.compat_number]));
    },

    /** Incidents with their timelines, numbered in the order of their beginnings. Nobody is told of them. */
    async insertIncidents(
      teamId: string,
      incidents: readonly (NewSampleIncident & { id: string; updateId: string; monitorId: string })[],
    ): Promise<void> {
      await sql(
        `WITH n AS (
          SELECT *, row_number() OVER (ORDER BY "startedAtMs") AS number, num_nonnulls("raisedAtMs", "acknowledgedAtMs", "endedAtMs", "update") + 1 AS events
          FROM jsonb_to_recordset($2) AS n (id uuid, "updateId" uuid, "update" jsonb, "monitorId" uuid, "openedAs" text, severity text, opened text, summary text, "startedAtMs" bigint,
               "confirmedAtMs" bigint, "raisedAtMs" bigint, "acknowledgedAtMs" bigint, "endedAtMs" bigint, "userId" uuid)
        ), i AS (
          INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, ended_at, closed_at, acknowledged_at, acknowledged_by_id, last_seq)
          SELECT id, $1, number, "monitorId", severity, summary, ${at('"startedAtMs"')}, ${at('"confirmedAtMs"')}, ${at('"endedAtMs"')}, ${at('"endedAtMs"')},
                 ${at('"acknowledgedAtMs"')}, CASE WHEN "acknowledgedAtMs" IS NOT NULL THEN "userId" END, events FROM n RETURNING id
        ), u AS (
          INSERT INTO page_updates (id, team_id, incident_id, creation_key, status, body, posted_at, posted_by_id)
          SELECT "updateId", $1, n.id, "updateId", "update" ->> 'status', "update" ->> 'body', ${at(`("update" ->> 'atMs')`)}, "userId"
          FROM n JOIN i ON i.id = n.id WHERE "update" IS NOT NULL
        ), t AS (UPDATE teams SET last_incident_number = (SELECT count(*) FROM n) WHERE id = $1)
        INSERT INTO incident_events (team_id, incident_id, seq, kind, at, actor_id, data)
        SELECT $1, n.id, row_number() OVER (PARTITION BY n.id ORDER BY e.at_ms), e.kind, ${at("e.at_ms")}, e.actor, e.data
        FROM n JOIN i ON i.id = n.id, LATERAL (VALUES
          ('opened', "confirmedAtMs", NULL::uuid, jsonb_build_object('severity', "openedAs", 'summary', opened, 'startedAtMs', "startedAtMs")),
          ('raised', "raisedAtMs", NULL, jsonb_build_object('severity', severity, 'summary', summary)),
          ('acknowledged', "acknowledgedAtMs", "userId", '{}'::jsonb),
          ('page_update', ("update" ->> 'atMs')::bigint, "userId",
            jsonb_build_object('did', 'posted', 'status', "update" ->> 'status', 'text', "update" ->> 'body', 'pages', '[]'::jsonb)),
          ('resolved', "endedAtMs", NULL, jsonb_build_object('endedAtMs', "endedAtMs"))) AS e (kind, at_ms, actor, data)
        WHERE e.at_ms IS NOT NULL`,
        [teamId, JSON.stringify(incidents)],
      );
    },

    /** The audit row of a change, in its transaction. */
    async record(teamId: string, actor: { userId: string; ip: string | null }, action: string, change: object): Promise<void> {
      await sql(
        "INSERT INTO audit (team_id, actor_id, ip, action, subject_kind, subject_id, change) VALUES ($1::uuid, $2, $3, $4, 'team', $1::uuid::text, $5)",
        [teamId, actor.userId, actor.ip, action, JSON.stringify(change)],
      );
    },

    /** Deletes a sample team and every row of it; returns the ids of its pages. Null, and nothing happens, for a team that is none. */
    async remove(teamId: string): Promise<string[] | null> {
      const pages = await sql<{ id: string }>("SELECT id FROM pages WHERE team_id = $1", [teamId]);
      const monitors = await sql<{ no: number }>(
        "SELECT m.compat_number AS no FROM monitors m JOIN teams t ON t.id = m.team_id AND t.is_sample WHERE t.id = $1",
        [teamId],
      );
      const nos = monitors.map((monitor) => monitor.no);
      for (const table of ["results", "packed_results", "evidence", "rollups", "rollup_dirty"])
        await sql(`DELETE FROM ${table} WHERE monitor_no = ANY($1::int[])`, [nos]);
      const gone = await sql<{ id: string }>("DELETE FROM teams WHERE id = $1 AND is_sample RETURNING id", [teamId]);
      return gone.length > 0 ? pages.map((page) => page.id) : null;
    },
  };
}
