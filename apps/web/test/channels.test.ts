import { ChannelTarget } from "@vedette/core/channel";
import { channelContext } from "@vedette/engine/seal";
import { expect, it } from "vitest";
import { type Web, startWeb } from "./web-fixture.ts";
import { join } from "./world.ts";

const hook = "https://hooks.example.com/services/T0/B0/canary-in-the-path?key=canary-in-the-query";
type Created = { channel: { id: string; version: number; config: object }; secret: string };

it("shows a webhook's secret once and its address shortened, and rests both sealed", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const created = (await call("channels.create", { team, channel: { name: "Ops", target: { kind: "webhook", url: hook } } }))
    .data as Created;
  expect(created.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(created.channel.config).toEqual({ kind: "webhook", url: "https://hooks.example.com/…" });
  const answers = await Promise.all(
    ["channels.list", "channels.deliveries", "team.audit", "overview.get"].map(async (path) => (await call(path, { team })).text),
  );
  const { rows } = await web.deps.db.pool.query<{ row: string }>(
    "SELECT to_jsonb(c)::text AS row FROM channels c UNION ALL SELECT to_jsonb(a)::text FROM audit a",
  );
  for (const text of [...answers, ...rows.map(({ row }) => row)])
    for (const canary of ["canary", created.secret.slice(6)]) expect(text).not.toContain(canary);
  expect(await targetOf(web, created.channel.id)).toEqual({ kind: "webhook", url: hook, secret: created.secret });
});

it("keeps secret and address of a webhook whose name alone is edited, and takes a new address", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { channel, secret } = (await call("channels.create", { team, channel: { name: "Ops", target: { kind: "webhook", url: hook } } }))
    .data as Created;
  const edit = async (version: number, url: string) =>
    await call("channels.update", { team, channelId: channel.id, version, channel: { name: "Renamed", target: { kind: "webhook", url } } });
  expect((await edit(1, "https://hooks.example.com/…")).status).toBe(200);
  expect(await targetOf(web, channel.id)).toEqual({ kind: "webhook", url: hook, secret });
  expect((await edit(1, "https://hooks.example.com/…")).status).toBe(409);
  expect((await edit(2, "https://other.example.com/new")).status).toBe(200);
  expect(await targetOf(web, channel.id)).toEqual({ kind: "webhook", url: "https://other.example.com/new", secret });
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

async function targetOf(web: Web, id: string): Promise<ChannelTarget> {
  const row = await web.deps.db.prisma.channel.findUniqueOrThrow({ where: { id } });
  return ChannelTarget.parse(JSON.parse(web.deps.sealer.open(Buffer.from(row.sealed), channelContext(row))));
}
