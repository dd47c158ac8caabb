import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { handleMetrics } from "../src/server/metrics.ts";
import { startWeb } from "./web-fixture.ts";
import { join, monitor } from "./world.ts";

it("shows the link of an owner's invitation to owners alone, and writes the key of none into the audit", async () => {
  await using web = await startWeb();
  const ada = await web.person();
  const admin = await web.person();
  const { team } = ada;
  await join(web, team, admin, "admin");
  const invite = async (role: string) =>
    ((await ada.call("members.invite", { team, email: `${role}@example.com`, role })).data as { id: string }).id;
  const [owner, editor] = [await invite("owner"), await invite("editor")];
  const seenBy = async (person: typeof ada) =>
    ((await person.call("members.invitations", { team })).data as { id: string }[]).map(({ id }) => id);
  expect(new Set(await seenBy(ada))).toEqual(new Set([owner, editor]));
  expect(await seenBy(admin)).toEqual([editor]);
  await ada.call("members.revokeInvitation", { team, invitationId: editor });
  const audit = await admin.call("team.audit", { team });
  expect(audit.text).toContain("invitation.revoked");
  for (const key of [owner, editor]) expect(audit.text).not.toContain(key);
});

it("ends the invitations of a member who is removed or may less, so that none is a way back", async () => {
  await using web = await startWeb();
  const ada = await web.person();
  const { team } = ada;
  const state = async (invitationId: string) =>
    ((await web.anonymous.call("members.invitation", { invitationId })).data as { state: string }).state;
  const asOwner = async () => {
    const bob = await web.person();
    const memberId = await join(web, team, bob, "owner");
    const invited = await bob.call("members.invite", { team, email: `${randomUUID()}@example.com`, role: "owner" });
    return { memberId, invitation: (invited.data as { id: string }).id };
  };
  const [removed, demoted, kept] = [await asOwner(), await asOwner(), await asOwner()];
  await ada.call("members.remove", { team, memberId: removed.memberId });
  await ada.call("members.changeRole", { team, memberId: demoted.memberId, role: "viewer" });
  expect([await state(removed.invitation), await state(demoted.invitation), await state(kept.invitation)]).toEqual([
    "closed",
    "closed",
    "open",
  ]);
});

it("sends nobody's mail without end: what a person may cause is counted over all their teams", async () => {
  await using web = await startWeb();
  const ada = await web.person();
  for (let i = 0; i < 60; i++) await web.deps.limits.use("mail", ada.userId);
  const other = ((await ada.call("team.create", { name: "Fresh" })).data as { slug: string }).slug;
  expect((await ada.call("members.invite", { team: other, email: "x@example.com", role: "viewer" })).status).toBe(429);
  const bob = await web.person();
  expect((await bob.call("members.invite", { team: bob.team, email: "x@example.com", role: "viewer" })).status).toBe(200);
});

it("counts attempts at the longest address like at any other, and keeps no address among the counts", async () => {
  await using web = await startWeb();
  const email = `${"x".repeat(60)}@${"y".repeat(60)}.${"z".repeat(60)}.${"w".repeat(60)}.com`;
  const attempt = async () => await web.deps.limits.attempt({ ip: randomUUID(), account: `${email} at ${"d".repeat(22)}` });
  for (let i = 0; i < 20; i++) await attempt();
  await expect(attempt()).rejects.toMatchObject({ code: "too_many_requests" });
  const { rows } = await web.deps.db.pool.query<{ key: string; points: number }>(
    "SELECT key, points FROM rate_limits WHERE key LIKE 'account%'",
  );
  expect(rows).toEqual([{ key: expect.stringMatching(/^account:[\w-]{43}$/), points: 21 }]);
});

it("lets a team have 10,000 monitors and no more, restored ones counted", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const create = async () => await call("monitors.create", { team, creationKey: randomUUID(), monitor });
  const first = (await create()).data as { id: string };
  await call("monitors.remove", { team, monitorIds: [first.id] });
  await web.deps.db.pool.query(
    `INSERT INTO monitors (id, team_id, name, slug, kind, spec, interval_ms, failures_to_open, successes_to_close, updated_at)
     SELECT gen_random_uuid(), t.id, 'M', 'm-' || n, 'http', '{}', 60000, 2, 1, now() FROM teams t, generate_series(1, 10000) n`,
  );
  for (const answer of [await create(), await call("monitors.restore", { team, monitorIds: [first.id] })])
    expect([answer.status, answer.error?.message]).toEqual([
      409,
      "There are 10000 monitors already, which is the most. Remove some first.",
    ]);
});

it.each([
  ["channels", 50, { channel: { name: "Mail", target: { kind: "email", to: ["ops@example.com"] } } }],
  ["pages", 200, { page: { name: "Status", slug: "the-first" } }],
] as const)("lets a team have so many %s (%i) and no more, restored ones counted", async (noun, most, input) => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const made = (await call(`${noun}.create`, { team, ...input })).data as { id: string; channel?: { id: string } };
  const key = noun === "channels" ? { channelId: made.channel?.id } : { pageId: made.id };
  expect((await call(`${noun}.remove`, { team, ...key, ...(noun === "pages" && { typedSlug: "the-first" }) })).status).toBe(200);
  await web.deps.db.pool.query(
    noun === "channels"
      ? "INSERT INTO channels (id, team_id, name, kind, config, sealed, updated_at) SELECT gen_random_uuid(), t.id, 'C', 'email', '{}', '', now() FROM teams t, generate_series(1, 50) n"
      : "INSERT INTO pages (id, team_id, slug, name, updated_at) SELECT gen_random_uuid(), t.id, 'p-' || n, 'P', now() FROM teams t, generate_series(1, 200) n",
  );
  const more = noun === "channels" ? input : { page: { name: "Status", slug: "one-more" } };
  for (const answer of [await call(`${noun}.create`, { team, ...more }), await call(`${noun}.restore`, { team, ...key })])
    expect([answer.status, answer.error?.message]).toEqual([
      409,
      `There are ${most} ${noun} already, which is the most. Remove some first.`,
    ]);
  const { rows } = await web.deps.db.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${noun} WHERE deleted_at IS NULL`);
  expect(rows[0]?.n).toBe(most);
});

it("lets a person own 50 teams and no more", async () => {
  await using web = await startWeb();
  const ada = await web.person();
  await web.deps.db.pool.query(
    `WITH made AS (INSERT INTO teams (id, name, slug, ping_key) SELECT gen_random_uuid(), 'T', 't-' || n, 'k-' || n FROM generate_series(1, 49) n RETURNING id)
     INSERT INTO members (id, team_id, user_id, role) SELECT gen_random_uuid(), id, $1, 'owner' FROM made`,
    [ada.userId],
  );
  expect((await ada.call("team.create", { name: "One more" })).status).toBe(409);
});

it("lets first checks of many new monitors wait for their grid instead of knocking everywhere at once", async () => {
  await using web = await startWeb();
  const { team, userId, call } = await web.person();
  await web.deps.db.pool.query(
    "INSERT INTO errands (id, team_id, user_id, kind, input) SELECT gen_random_uuid(), t.id, $1, 'preview', '{}' FROM teams t, generate_series(1, 60)",
    [userId],
  );
  const before = web.bells.length;
  expect((await call("monitors.create", { team, creationKey: randomUUID(), monitor })).status).toBe(200);
  expect(web.bells.length).toBe(before);
  const { rows } = await web.deps.db.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM schedules");
  expect(rows[0]?.n).toBe(1);
});

it("shows metrics to this machine, and not to whoever a proxy on it speaks for", async () => {
  await using web = await startWeb();
  const status = async (headers: Record<string, string>, token?: string) => {
    const env = token === undefined ? web.deps.env : { ...web.deps.env, METRICS_TOKEN: token };
    return (await handleMetrics({ env }, new Request("http://localhost/metrics", { headers }))).status;
  };
  const local = { "x-vedette-client-ip": "127.0.0.1" };
  expect(await status(local)).toBe(200);
  expect(await status({ ...local, "x-vedette-forwarded": "1" })).toBe(404);
  expect(await status({ "x-vedette-client-ip": "203.0.113.9" })).toBe(404);
  expect(await status(local, "0123456789abcdef")).toBe(404);
  expect(await status({ authorization: "Bearer 0123456789abcdef" }, "0123456789abcdef")).toBe(200);
});
