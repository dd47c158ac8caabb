import { type PingKind, pingCodes } from "@vedette/core/ping";
import pg from "pg";
import { arrayOf, bytesOf } from "./array-literal.ts";
import { inTransaction } from "./in-transaction.ts";
import { type Sql, sqlOn } from "./sql.ts";

/** How a ping names its monitor. */
export type PingAddress = { by: "id"; token: string } | { by: "push"; token: string } | { by: "slug"; pingKey: string; slug: string };

/** `id` with `atMs` is given once by the edge that heard it, so that storing again changes nothing. */
export type HeardPing = {
  id: number;
  atMs: number;
  address: PingAddress;
  kind: PingKind;
  exitCode: number | null;
  rid: string | null;
  /** What the sender measured, in milliseconds. */
  tookMs: number | null;
  method: string;
  remote: string | null;
  agent: string | null;
  body: Uint8Array | null;
};

/** A monitor to be made for a slug that has none. */
export type NewHeartbeat = { id: string; token: string; slug: string; spec: object; target: string; state: object };

const at = (parameter: string) => `(timestamptz 'epoch' + ${parameter} * interval '1 ms')`;

function intakeOn(sql: Sql) {
  return {
    /**
     * Stores, in one statement, every ping whose monitor exists, paused ones included, and says which those are, by position in the
     * batch. Once it returns they are committed. Only inserts: nobody who holds a monitor keeps it waiting.
     */
    async store(pings: readonly HeardPing[]): Promise<Map<number, { isPaused: boolean }>> {
      const of = (by: PingAddress["by"]) => pings.map(({ address }) => (address.by === by && "token" in address ? address.token : null));
      const rows = await sql<{ i: number; is_paused: boolean }>(
        `WITH asked AS (
          SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::smallint[], $8::smallint[],
                               $9::float8[], $10::uuid[], $11::text[], $12::text[], $13::text[], $14::bytea[]) WITH ORDINALITY
            AS a (token, push_token, ping_key, slug, id, at_ms, kind, exit_code, took_ms, rid, method, remote, agent, body, i)
        ), found AS (
          SELECT a.i, h.monitor_no FROM asked a JOIN heartbeats h ON h.token = a.token
          UNION ALL SELECT a.i, h.monitor_no FROM asked a JOIN heartbeats h ON h.push_token = a.push_token
          UNION ALL SELECT a.i, m.compat_number FROM asked a JOIN teams t ON t.ping_key = a.ping_key
            JOIN monitors m ON m.team_id = t.id AND m.slug = a.slug AND m.kind = 'heartbeat'
        ), known AS MATERIALIZED (
          SELECT a.*, f.monitor_no, m.paused_at IS NOT NULL AS is_paused
          FROM found f JOIN asked a ON a.i = f.i JOIN monitors m ON m.compat_number = f.monitor_no AND m.deleted_at IS NULL
        ), stored AS (
          INSERT INTO pings (at, id, monitor_no, kind, exit_code, took_ms, rid, method, remote, agent, body)
          SELECT ${at("at_ms")}, id, monitor_no, kind, exit_code, took_ms, rid, method, remote, agent, body FROM known
          ON CONFLICT DO NOTHING RETURNING id, monitor_no, at
        ), queued AS (
          INSERT INTO ping_inbox (id, monitor_no, at) SELECT id, monitor_no, at FROM stored
        )
        SELECT i::int - 1 AS i, is_paused FROM known`,
        [
          of("id"),
          of("push"),
          pings.map(({ address }) => (address.by === "slug" ? address.pingKey : null)),
          pings.map(({ address }) => (address.by === "slug" ? address.slug : null)),
          arrayOf(pings.map((ping) => ping.id)),
          arrayOf(pings.map((ping) => ping.atMs)),
          arrayOf(pings.map((ping) => pingCodes[ping.kind])),
          arrayOf(pings.map((ping) => ping.exitCode)),
          arrayOf(pings.map((ping) => ping.tookMs)),
          pings.map((ping) => ping.rid),
          pings.map((ping) => ping.method),
          pings.map((ping) => ping.remote),
          pings.map((ping) => ping.agent),
          bytesOf(pings.map((ping) => ping.body)),
        ],
        "store_pings",
      );
      return new Map(rows.map((row) => [row.i, { isPaused: row.is_paused }]));
    },

    async nowMs(): Promise<number> {
      const [row] = await sql<{ ms: number }>("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms");
      return row?.ms ?? 0;
    },

    /**
     * Says that every ping which reached this edge before `heardUntilMs` is stored. When no edge at all had said so for longer than
     * `toleranceMs`, that stretch is written down as one in which pings may have been lost, in the same statement.
     */
    async renew(edge: { id: string; heardUntilMs: number; toleranceMs: number }): Promise<void> {
      await sql(
        `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now, (SELECT max(renewed_at) FROM edges) AS before),
        deaf AS (
          INSERT INTO deaf_spans (from_at, until_at) SELECT before, now FROM clock WHERE before < now - $3 * interval '1 ms' - interval '1 ms'
          ON CONFLICT DO NOTHING
        )
        INSERT INTO edges (id, heard_until, renewed_at) SELECT $1::uuid, least(now, ${at("$2::float8")}), now FROM clock
        ON CONFLICT (id) DO UPDATE SET heard_until = excluded.heard_until, renewed_at = excluded.renewed_at`,
        [edge.id, edge.heardUntilMs, edge.toleranceMs],
        "renew_edge",
      );
    },

    /** The team of a ping key, locked as for any change of its configuration until the transaction ends. Null: nobody's. */
    async lockTeam(pingKey: string): Promise<string | null> {
      const [team] = await sql<{ id: string }>("SELECT id FROM teams WHERE ping_key = $1 AND NOT is_sample", [pingKey]);
      if (team === undefined) return null;
      await sql("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [team.id]);
      return team.id;
    },

    /** Of a team's monitors: how many there are, and whether one, deleted ones included, has the slug. */
    async roomFor(teamId: string, slug: string): Promise<{ monitors: number; isTaken: boolean }> {
      const [row] = await sql<{ monitors: number; is_taken: boolean }>(
        `SELECT count(*) FILTER (WHERE deleted_at IS NULL)::int AS monitors, coalesce(bool_or(slug = $2), false) AS is_taken
         FROM monitors WHERE team_id = $1`,
        [teamId, slug],
      );
      return { monitors: row?.monitors ?? 0, isTaken: row?.is_taken ?? false };
    },

    /** Makes a heartbeat that tells all channels, with its state and its line in the audit log. */
    async create(teamId: string, heartbeat: NewHeartbeat): Promise<void> {
      await sql(
        `WITH made AS (
          INSERT INTO monitors (id, team_id, name, slug, kind, spec, target, interval_ms, failures_to_open, successes_to_close)
          VALUES ($2, $1, $4::text, $4, 'heartbeat', $5::jsonb, $6, 60000, 1, 1) RETURNING compat_number, created_at
        ), stated AS (
          INSERT INTO monitor_states (monitor_no, team_id, waiting_since_at) SELECT compat_number, $1, created_at FROM made
        ), waits AS (
          INSERT INTO heartbeats (monitor_no, team_id, token, push_token, state)
          SELECT compat_number, $1, $3::uuid, replace($3::text, '-', ''), $7::jsonb FROM made
        ), told AS (SELECT pg_notify('vedette_changes', $1::text || ':monitors'))
        INSERT INTO audit (team_id, action, subject_kind, subject_id, change)
        SELECT $1, 'monitor.created', 'monitor', $2::text, jsonb_build_object('after', jsonb_build_object('name', $4::text, 'by', 'first ping')) FROM told`,
        [
          teamId,
          heartbeat.id,
          heartbeat.token,
          heartbeat.slug,
          JSON.stringify(heartbeat.spec),
          heartbeat.target,
          JSON.stringify(heartbeat.state),
        ],
      );
    },
  };
}

export type IntakeTx = ReturnType<typeof intakeOn>;
export type Intake = IntakeTx & {
  /** Only `engine` calls it. Either all of `work` happened or none of it. */
  transaction: <T>(work: (tx: IntakeTx) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

/**
 * What edge needs to take pings and no more: a few connections of its own, so that pages never wait for it. Opens lazily. A query
 * that has no answer within five seconds fails: by then its sender has been told to try again.
 */
export function openIntake(connectionString: string): Intake {
  const pool = new pg.Pool({
    connectionString,
    max: 4,
    application_name: "vedette-edge-pings",
    connectionTimeoutMillis: 3_000,
    query_timeout: 5_000,
    statement_timeout: 4_500,
  });
  // Idle connections die with the server; the pool replaces them, and the next query tells whoever needs to know.
  pool.on("error", () => {});
  return {
    ...intakeOn(sqlOn(pool)),
    transaction: (work) => inTransaction(pool, (sql) => work(intakeOn(sql))),
    close: async () => await pool.end(),
  };
}
