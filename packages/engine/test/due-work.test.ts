import { insertManyMonitors } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";
import { escalate } from "../src/escalate.ts";
import { turnMaintenance } from "../src/plan-maintenance.ts";
import { tellHeld } from "../src/tell-held.ts";
import { tellTogether } from "../src/tell-together.ts";
import { wakeIncidents } from "../src/wake-incidents.ts";
import { type Rig, startRig } from "./road-rig.ts";

const past = 20_000;

it("costs no more to look for what is due, however many incidents, alerts and windows are over", { timeout: 60_000 }, async () => {
  await using rig = await startRig();
  // Of these a tenth is down for hours.
  const [monitorId] = await insertManyMonitors(rig.pool, rig.team, 5_000);
  await rig.rows(
    `WITH over AS (
       INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, ended_at, closed_at, last_seq)
       SELECT gen_random_uuid(), $1, i + 10000, $2, 'down', '', at, at, at, at, 1 FROM generate_series(1, ${past}) i, LATERAL (SELECT now() - i * interval '1 minute' AS at) a RETURNING id, ended_at
     ), told AS (
       INSERT INTO outbox (id, key, team_id, channel_id, incident_id, incident_seq, type, message, created_at, next_attempt_at, settled_at, outcome)
       SELECT gen_random_uuid(), id, $1, $3, id, 1, 'incident.opened', '{}', ended_at, ended_at, ended_at, 'delivered' FROM over
     ), windows AS (
       INSERT INTO maintenances (id, team_id, title, starts_at, ends_at, phase) SELECT id, $1, '', ended_at, ended_at + interval '1 second', 2 FROM over RETURNING id
     )
     INSERT INTO maintenance_monitors (team_id, maintenance_id, monitor_id) SELECT $1, id, $2 FROM windows`,
    [rig.team.id, monitorId, rig.channelId],
  );
  await rig.rows("ANALYZE");
  const looks: Record<string, () => Promise<unknown>> = {
    deliveries: () => rig.deps.db.outbox.due(200, 10),
    "age of the oldest delivery": () => rig.deps.db.outbox.oldestDueMs(),
    "mails that are refused": () => rig.deps.db.outbox.mailRefusedMs(),
    escalations: () => escalate(rig.deps),
    "what is told together": () => tellTogether(rig.deps),
    "held incidents": () => tellHeld(rig.deps),
    "snoozed and merged incidents": () => wakeIncidents(rig.deps),
    maintenance: () => turnMaintenance(rig.deps),
  };
  const read: Record<string, number> = {};
  for (const [name, look] of Object.entries(looks)) {
    const before = await rowsRead(rig);
    await look();
    read[name] = (await rowsRead(rig)) - before;
  }
  expect(Object.entries(read).filter(([, rows]) => rows > 100)).toEqual([]);
});

/** Rows that were read so far by the connection that the verbs use. */
async function rowsRead({ deps, rows }: Rig): Promise<number> {
  await deps.db.pool.query("SELECT pg_stat_force_next_flush()");
  const [read] = await rows<{ n: number }>("SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_user_tables");
  return read?.n ?? Number.NaN;
}
