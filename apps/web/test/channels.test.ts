import type { AlertMessage } from "@vedette/core/alert";
import { ChannelTarget } from "@vedette/core/channel";
import { channelContext } from "@vedette/engine/seal";
import { leaveChannel, leavingToken } from "@vedette/engine/leave-channel";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { type Web, startWeb } from "./web-fixture.ts";
import { join, monitor, ruleFor } from "./world.ts";

const hook = "https://hooks.example.com/services/T0/B0/canary-in-the-path?key=canary-in-the-query";
const usual = { kind: "webhook", method: "POST", headers: [], body: "" };
type Created = { channel: { id: string; version: number; config: object }; secret: string };

it("shows a webhook's secret once and its address shortened, and rests both sealed", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const created = (await call("channels.create", { team, channel: { name: "Ops", target: { kind: "webhook", url: hook } } }))
    .data as Created;
  expect(created.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(created.channel.config).toEqual({ ...usual, url: "https://hooks.example.com/…" });
  const answers = await Promise.all(
    ["channels.list", "channels.deliveries", "team.audit", "overview.get"].map(async (path) => (await call(path, { team })).text),
  );
  const { rows } = await web.deps.db.pool.query<{ row: string }>(
    "SELECT to_jsonb(c)::text AS row FROM channels c UNION ALL SELECT to_jsonb(a)::text FROM audit a",
  );
  for (const text of [...answers, ...rows.map(({ row }) => row)])
    for (const canary of ["canary", created.secret.slice(6)]) expect(text).not.toContain(canary);
  expect(await targetOf(web, created.channel.id)).toEqual({ ...usual, url: hook, secret: created.secret });
});

it("keeps secret and address of a webhook whose name alone is edited, and takes a new address", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { channel, secret } = (await call("channels.create", { team, channel: { name: "Ops", target: { kind: "webhook", url: hook } } }))
    .data as Created;
  const edit = async (version: number, url: string) =>
    await call("channels.update", { team, channelId: channel.id, version, channel: { name: "Renamed", target: { kind: "webhook", url } } });
  expect((await edit(1, "https://hooks.example.com/…")).status).toBe(200);
  expect(await targetOf(web, channel.id)).toEqual({ ...usual, url: hook, secret });
  expect((await edit(1, "https://hooks.example.com/…")).status).toBe(409);
  expect((await edit(2, "https://other.example.com/new")).status).toBe(200);
  expect(await targetOf(web, channel.id)).toEqual({ ...usual, url: "https://other.example.com/new", secret });
  const rotated = (await call("channels.rotateSecret", { team, channelId: channel.id })).data as Created;
  expect(rotated.secret).not.toBe(secret);
  expect(await targetOf(web, channel.id)).toMatchObject({ secret: rotated.secret });
});

it("does not change the kind of a channel, and refuses a bad one by its field", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { channel } = (
    await call("channels.create", { team, channel: { name: "Mail", target: { kind: "email", to: ["ops@example.com"] } } })
  ).data as Created;
  const changed = await call("channels.update", {
    team,
    channelId: channel.id,
    version: 1,
    channel: { name: "Mail", target: { kind: "webhook", url: hook } },
  });
  expect(changed.error?.data.field).toBe("channel.target.kind");
  for (const [target, field] of [
    [{ kind: "email", to: [] }, "channel.target.to"],
    [{ kind: "email", to: ["a@example.com\r\nBcc: eve@example.com"] }, "channel.target.to.0"],
    [{ kind: "webhook", url: "ftp://example.com" }, "channel.target.url"],
    [{ kind: "webhook", url: hook, secret: "whsec_mine" }, "channel.target"],
  ] as const) {
    expect((await call("channels.create", { team, channel: { name: "X", target } })).error?.data.field).toBe(field);
  }
});

it("asks the worker to send a test, and hands the answer to whoever asked, alone", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { channel } = (
    await call("channels.create", { team, channel: { name: "Mail", target: { kind: "email", to: ["ops@example.com"] } } })
  ).data as Created;
  const { errandId } = (await call("channels.test", { team, channelId: channel.id })).data as { errandId: string };
  expect(web.bells).toEqual([{ job: "errand", errandId }]);
  expect((await call("errands.get", { team, errandId })).data).toMatchObject({ kind: "channel_test", answer: null });
  const taken = await web.deps.db.config.errands.take(errandId, 1, 1_000, Date.now());
  expect(taken?.input).toEqual({ kind: "channel_test", channelId: channel.id });
  await web.deps.db.config.errands.answer(
    { id: errandId, teamId: taken?.teamId ?? "" },
    { kind: "sent", receipt: { ok: true, code: 250, detail: "queued" }, durationMs: 12 },
    Date.now(),
  );
  expect((await call("errands.get", { team, errandId })).data).toMatchObject({ answer: { kind: "sent", receipt: { code: 250 } } });
  const other = await web.person();
  await join(web, team, other, "owner");
  expect((await other.call("errands.get", { team, errandId })).status).toBe(404);
});

it("takes a deleted channel out of sight and of a monitor's list, and brings it back", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { channel } = (
    await call("channels.create", { team, channel: { name: "Mail", target: { kind: "email", to: ["ops@example.com"] } } })
  ).data as Created;
  const channelId = channel.id;
  const monitor = { name: "Shop", spec: { kind: "http", url: "https://example.com" }, channels: [channelId] };
  const { id: monitorId } = (await call("monitors.create", { team, creationKey: crypto.randomUUID(), monitor })).data as { id: string };
  await call("channels.remove", { team, channelId });
  expect((await call("channels.list", { team })).data).toEqual([]);
  expect((await call("monitors.get", { team, monitorId })).data).toMatchObject({ channels: [] });
  await call("channels.restore", { team, channelId });
  expect((await call("monitors.get", { team, monitorId })).data).toMatchObject({ channels: [channelId] });
});

it("keeps the secrets of every kind behind their hidden form, and lets none follow a channel to another place", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const target = { kind: "gotify", server: "https://gotify.example.com/", token: "canary-of-a-token" };
  const { channel } = (await call("channels.create", { team, channel: { name: "Push", target } })).data as Created;
  expect(channel.config).toEqual({ ...target, token: "••••••••" });
  const edit = async (version: number, changed: object) =>
    await call("channels.update", {
      team,
      channelId: channel.id,
      version,
      channel: { name: "Push", target: { ...channel.config, ...changed } },
    });
  expect((await edit(1, {})).status).toBe(200);
  expect(await targetOf(web, channel.id)).toEqual(target);
  const moved = await edit(2, { server: "https://evil.example.com/" });
  expect(moved.error?.data.field).toBe("channel.target.token");
  expect(await targetOf(web, channel.id)).toEqual(target);
  expect((await edit(2, { server: "https://evil.example.com/", token: "another-token" })).status).toBe(200);
  const empty = await call("channels.create", { team, channel: { name: "Push", target: { ...target, token: "••••••••" } } });
  expect(empty.error?.data.field).toBe("channel.target.token");
});

it("reads a channel that was stored before its kind had all its fields", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { channel, secret } = (await call("channels.create", { team, channel: { name: "Ops", target: { kind: "webhook", url: hook } } }))
    .data as Created;
  const { rows } = await web.deps.db.pool.query<{ id: string; teamId: string }>(`SELECT id, team_id AS "teamId" FROM channels`);
  const [row] = rows;
  if (row === undefined) throw new Error("there is a channel");
  const old = { kind: "webhook", url: hook, secret };
  await web.deps.db.pool.query("UPDATE channels SET config = $1, sealed = $2", [
    { kind: "webhook", url: "https://hooks.example.com/…" },
    web.deps.sealer.seal(JSON.stringify(old), channelContext(row)),
  ]);
  const target = { kind: "webhook", url: "https://hooks.example.com/…" };
  expect((await call("channels.update", { team, channelId: channel.id, version: 1, channel: { name: "Ops", target } })).status).toBe(200);
  expect(await targetOf(web, channel.id)).toEqual({ ...usual, url: hook, secret });
});

it("refuses a template with a field that does not exist, by line and column, and says which there are", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const templates = { "incident.opened": { title: "", text: "All fine,\nno {{monitor.nmae}}" } };
  const target = { kind: "email", to: ["ops@example.com"] };
  const refused = await call("channels.create", { team, channel: { name: "Mail", target, templates } });
  expect(refused.error?.message).toMatch(/^Line 2, column 4: there is no field \{\{monitor\.nmae\}\}\. There are: .*monitor\.name/);
  expect(refused.error?.data.field).toBe("channel.templates.incident.opened.text");
});

it("shows how the newest incident would read, and what the team speaks", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  await call("team.setVoice", { team, voice: { language: "de", timeZone: "Europe/Berlin" } });
  const examples = (await call("channels.examples", { team })).data as { messages: { type: string }[]; voice: object };
  expect(examples.voice).toEqual({ language: "de", timeZone: "Europe/Berlin" });
  expect(examples.messages.map((message) => message.type)).toContain("incident.resolved");

  const { id: monitorId } = (await call("monitors.create", { team, creationKey: randomUUID(), monitor })).data as { id: string };
  const settings = { runbook: "https://wiki.example/slow", labels: [{ name: "service", value: "checkout" }] };
  const { id: ruleId } = (await call("rules.create", { team, rule: { ...ruleFor(monitorId), name: "Slow", settings } })).data as {
    id: string;
  };
  await web.deps.db.pool.query(
    `INSERT INTO incidents (id, team_id, number, monitor_id, rule_id, severity, summary, started_at, confirmed_at)
     SELECT gen_random_uuid(), team_id, 7, id, $2, 'degraded', 'It is slow.', now(), now() FROM monitors WHERE id = $1`,
    [monitorId, ruleId],
  );
  const { messages } = (await call("channels.examples", { team })).data as { messages: AlertMessage[] };
  expect(messages.find(({ type }) => type === "incident.opened")?.data).toMatchObject({
    monitor: { id: monitorId, name: "Shop" },
    incident: { number: 7, severity: "degraded", summary: "It is slow." },
    rule: { id: ruleId, name: "Slow", runbook: settings.runbook, labels: { service: "checkout" } },
  });
});

it("takes a recipient off by the key in a mail, twice without harm, and switches a channel off that nobody is left of", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const to = ["ada@example.com", "bo@example.com"];
  const { channel } = (await call("channels.create", { team, channel: { name: "Mail", target: { kind: "email", to } } })).data as Created;
  const { rows } = await web.deps.db.pool.query<{ id: string }>("SELECT team_id AS id FROM channels");
  const leave = async (recipient: string) => {
    await leaveChannel(web.deps, leavingToken(web.deps.sealer, { teamId: rows[0]?.id ?? "", channelId: channel.id, recipient }));
    return ((await call("channels.list", { team })).data as { config: object; enabled: boolean; disabledReason: string | null }[])[0];
  };
  for (let i = 0; i < 2; i++) expect(await leave("ada@example.com")).toMatchObject({ config: { to: ["bo@example.com"] }, enabled: true });
  expect(await leave("bo@example.com")).toMatchObject({ enabled: false, disabledReason: "Its last recipient has left." });
  await expect(leaveChannel(web.deps, "bm90aGluZw")).rejects.toThrow("This link is not whole");
});

it("sends a settled message again under its id, and none that is on its way, foreign, or to a channel that is off", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const target = { kind: "email", to: ["ops@example.com"] };
  const { channel } = (await call("channels.create", { team, channel: { name: "Mail", target } })).data as Created;
  const { rows } = await web.deps.db.pool.query<{ id: string }>(
    `INSERT INTO outbox (id, key, team_id, channel_id, type, message, attempts, settled_at, outcome)
     SELECT gen_random_uuid(), 'msg_1', team_id, id, 'channel.test', '{"type": "channel.test"}', 1, now(), 'refused' FROM channels RETURNING id`,
  );
  const deliveryId = rows[0]?.id;
  const again = async (who: typeof call, slug: string) => (await who("channels.sendAgain", { team: slug, deliveryId })).status;
  const stranger = await web.person();
  expect(await again(stranger.call, stranger.team)).toBe(404);
  expect(await again(call, team)).toBe(200);
  expect(web.bells).toContainEqual({ job: "deliver", outboxId: deliveryId });
  expect(await again(call, team)).toBe(409);
  const { rows: after } = await web.deps.db.pool.query("SELECT key, settled_at, attempts FROM outbox");
  expect(after).toEqual([{ key: "msg_1", settled_at: null, attempts: 1 }]);
  await web.deps.db.pool.query("UPDATE outbox SET settled_at = now()");
  await call("channels.setEnabled", { team, channelId: channel.id, enabled: false });
  expect(await again(call, team)).toBe(409);
});

async function targetOf(web: Web, id: string): Promise<ChannelTarget> {
  const row = await web.deps.db.prisma.channel.findUniqueOrThrow({ where: { id } });
  return ChannelTarget.parse(JSON.parse(web.deps.sealer.open(Buffer.from(row.sealed), channelContext(row))));
}
