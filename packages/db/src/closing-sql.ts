import { Prisma } from "./generated/client.ts";

const iso = (column: string) => Prisma.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

/**
 * A statement that closes open incidents because of what a person did, says why in their timelines, and appends the resolved alert for
 * every channel that was told of them; the sweeper delivers it. Keys are those of `alertsOf`. `which`: a condition on incidents.
 */
export function closingSql(which: Prisma.Sql, why: string, actorId: string, atMs: number): Prisma.Sql {
  return Prisma.sql`
    WITH closed AS (
      UPDATE incidents SET ended_at = greatest(started_at, to_timestamp(${atMs}::bigint / 1000.0)), closed_at = to_timestamp(${atMs}::bigint / 1000.0), last_seq = last_seq + 1
      WHERE ${which} AND closed_at IS NULL
      RETURNING id, team_id, last_seq, started_at, closed_at, ended_at
    ), told AS (
      INSERT INTO outbox (id, key, team_id, channel_id, incident_id, incident_seq, type, message)
      SELECT gen_random_uuid(), k.key, c.team_id, o.channel_id, c.id, c.last_seq, 'incident.resolved',
             o.message || jsonb_build_object('id', k.key, 'type', 'incident.resolved', 'timestamp', ${iso("c.closed_at")}, 'data',
               jsonb_set(o.message -> 'data', '{incident}', (o.message #> '{data,incident}') || jsonb_build_object('endedAt', ${iso("c.ended_at")},
                 'durationMs', (extract(epoch FROM c.ended_at - c.started_at) * 1000)::bigint)))
      FROM closed c
      CROSS JOIN LATERAL (SELECT DISTINCT ON (channel_id) channel_id, message FROM outbox WHERE incident_id = c.id ORDER BY channel_id, incident_seq DESC) o
      CROSS JOIN LATERAL (SELECT 'msg_' || left(translate(encode(sha256(convert_to(c.id || '/' || c.last_seq || '/' || o.channel_id, 'UTF8')), 'base64'), '+/', '-_'), 27) AS key) k
      ON CONFLICT (key) DO NOTHING
    )
    INSERT INTO incident_events (team_id, incident_id, seq, kind, at, actor_id, data)
    SELECT team_id, id, last_seq, 'resolved', closed_at, ${actorId}::uuid,
           jsonb_build_object('endedAtMs', (extract(epoch FROM ended_at) * 1000)::bigint, 'note', ${why}::text) FROM closed`;
}
