import { type IncidentLink, tokenOf } from "@vedette/engine/incident-links";
import { insertMonitor } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { type Web, startWeb } from "./web-fixture.ts";
import { furnish } from "./world.ts";

async function startLinked(
  now?: () => number,
): Promise<Web & { teamId: string; token: (over?: Partial<IncidentLink>) => string; incident: () => Promise<Record<string, unknown>> }> {
  const web = await startWeb({}, now);
  const owner = await web.person("owner@example.com");
  const { team, incidentId, channelId } = await furnish(web, owner);
  const { id: teamId } = await web.deps.db.prisma.team.findUniqueOrThrow({ where: { slug: team } });
  const link: IncidentLink = { action: "acknowledge", teamId, incidentId, channelId, expiresAtMs: Date.now() + 3_600_000 };
  return {
    ...web,
    teamId,
    token: (over = {}) => tokenOf(web.deps.sealer, { ...link, ...over }),
    incident: async () => (await owner.call("incidents.get", { team, incidentId })).data as Record<string, unknown>,
  };
}
const locationOf = (answer: Response) => answer.headers.get("location") ?? "";

it("acknowledges by a press without a session, in the name of the channel, and again without harm", async () => {
  await using web = await startLinked();
  const token = web.token();
  const seen = await web.anonymous.call("incidents.byLink", { token });
  expect(seen.data).toMatchObject({ action: "acknowledge", channel: "Ops", acknowledgedAtMs: null });
  expect((await web.incident())["acknowledgedAtMs"]).toBe(null);
  for (let press = 0; press < 2; press++) expect(locationOf(await web.form("act", { token }))).toBe(`/act/${token}?notice=acknowledge`);
  const incident = await web.incident();
  expect(incident).toMatchObject({ acknowledgedBy: null, acknowledgedVia: { channel: "Ops", who: null } });
  expect(incident["events"]).toMatchObject([{ kind: "opened" }, { kind: "acknowledged", actor: null, data: { via: "Ops" } }]);
  const { rows } = await web.deps.db.pool.query("SELECT actor_id, ip, change FROM audit WHERE action = 'incident.acknowledged'");
  expect(rows).toEqual([{ actor_id: null, ip: "203.0.113.7", change: { via: "Ops" } }]);
});

it("snoozes for as long as was chosen, and for nothing else", async () => {
  await using web = await startLinked();
  const token = web.token({ action: "snooze" });
  expect(locationOf(await web.form("act", { token, minutes: "61" }))).toBe(`/act/${token}?error=input`);
  expect((await web.incident())["snoozedUntilMs"]).toBe(null);
  await web.form("act", { token, minutes: "240" });
  expect(Number((await web.incident())["snoozedUntilMs"]) - Date.now()).toBeGreaterThan(239 * 60_000);
  await web.form("act", { token, minutes: "" });
  expect((await web.incident())["events"]).toHaveLength(3);
});

it("resolves what is over, takes comments, and merges into what its channel was told of, from the same link", async () => {
  await using web = await startLinked();
  const token = web.token();
  const press = async (fields: Record<string, string>) => locationOf(await web.form("act", { token, ...fields }));
  expect(await press({ deed: "resolve" })).toBe(`/act/${token}?error=still-fails`);
  expect(await press({ deed: "delete" })).toBe(`/act/${token}?error=input`);
  expect(await press({ deed: "comment", text: "  " })).toBe(`/act/${token}?error=input`);
  expect(await press({ deed: "comment", text: "The **router** is off." })).toBe(`/act/${token}?notice=comment`);
  const { pool } = web.deps.db;
  const monitor = await insertMonitor(pool, { id: web.teamId, slug: "" });
  const into = randomUUID();
  await pool.query(
    `INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, last_seq)
     VALUES ($1, $2, 900, $3, 'down', '', now(), now(), 1)`,
    [into, web.teamId, monitor.id],
  );
  // Nobody in this channel has heard of it.
  expect((await web.anonymous.call("incidents.byLink", { token })).data).toMatchObject({ others: [] });
  expect(await press({ deed: "merge", into })).toBe(`/act/${token}?error=not-merged`);
  await pool.query(
    `INSERT INTO outbox (id, key, team_id, channel_id, incident_id, incident_seq, type, message)
     SELECT gen_random_uuid(), 'told', i.team_id, $2, i.id, 1, 'incident.opened', '{}' FROM incidents i WHERE i.id = $1`,
    [into, await channelOf(web)],
  );
  expect((await web.anonymous.call("incidents.byLink", { token })).data).toMatchObject({ others: [{ id: into, number: 900 }] });
  expect(await press({ deed: "merge", into })).toBe(`/act/${token}?notice=merge`);
  expect(await press({ deed: "merge", into })).toBe(`/act/${token}?notice=merge`);
  const incident = await web.incident();
  expect(incident).toMatchObject({ mergedInto: { id: into } });
  expect(incident["events"]).toMatchObject([
    { kind: "opened" },
    { kind: "noted", actor: null, data: { text: "The **router** is off.", via: "Ops" } },
    { kind: "merged", data: { via: "Ops" } },
  ]);
});

it("is taken back with its channel, ends with its time, and holds for one incident, team and channel alone", async () => {
  await using web = await startLinked();
  const wrong = [
    web.token({ expiresAtMs: Date.now() - 1_000 }),
    web.token({ teamId: randomUUID() }),
    web.token({ channelId: randomUUID() }),
    web.token({ incidentId: randomUUID() }),
    `${web.token().slice(0, -1)}_`,
    "",
  ];
  for (const token of wrong) {
    expect((await web.anonymous.call("incidents.byLink", { token })).status, token).toBe(404);
    expect(locationOf(await web.form("act", { token }))).toMatch(/\?error=/);
  }
  await web.deps.db.pool.query("UPDATE channels SET deleted_at = now()");
  expect((await web.anonymous.call("incidents.byLink", { token: web.token() })).status).toBe(404);
  await web.form("act", { token: web.token() });
  expect((await web.incident())["acknowledgedAtMs"]).toBe(null);
});

it("is pressed at most 200 times an hour in the name of one channel, and only from our own page", async () => {
  await using web = await startLinked();
  const token = web.token();
  expect(locationOf(await web.form("act", { token }, { origin: "https://evil.example" }))).toBe("/act?error=origin");
  for (let i = 0; i < 200; i++) await web.deps.limits.use("link", (await channelOf(web)) ?? "");
  expect(locationOf(await web.form("act", { token }))).toBe(`/act/${token}?error=limit`);
});

async function channelOf(web: Web): Promise<string | undefined> {
  const { rows } = await web.deps.db.pool.query<{ id: string }>("SELECT id FROM channels");
  return rows[0]?.id;
}
