import { expect, it } from "vitest";
import { liveTopics } from "../src/server/live-hub.ts";
import { startWeb } from "./web-fixture.ts";
import { furnish, join } from "./world.ts";

type Member = { id: string; userId: string };

it("keeps at least one owner, also when two of them go at once", async () => {
  await using web = await startWeb();
  const ada = await web.person();
  const bob = await web.person();
  const { team } = ada;
  const [only] = (await ada.call("members.list", { team })).data as Member[];
  expect((await ada.call("members.leave", { team })).status).toBe(409);
  expect((await ada.call("members.changeRole", { team, memberId: only?.id, role: "admin" })).status).toBe(409);
  expect((await ada.call("members.remove", { team, memberId: only?.id })).status).toBe(409);
  await join(web, team, bob, "owner");
  const left = await Promise.all([ada.call("members.leave", { team }), bob.call("members.leave", { team })]);
  expect(left.map((answer) => answer.status)).toEqual(expect.arrayContaining([200, 409]));
});

it("lets only owners make, unmake and invite owners", async () => {
  await using web = await startWeb();
  const ada = await web.person();
  const admin = await web.person();
  const { team } = ada;
  const adminId = await join(web, team, admin, "admin");
  const owner = ((await ada.call("members.list", { team })).data as Member[]).find((member) => member.userId === ada.userId);
  expect((await admin.call("members.changeRole", { team, memberId: adminId, role: "owner" })).status).toBe(403);
  expect((await admin.call("members.changeRole", { team, memberId: owner?.id, role: "viewer" })).status).toBe(403);
  expect((await admin.call("members.remove", { team, memberId: owner?.id })).status).toBe(403);
  expect((await admin.call("members.invite", { team, email: "x@example.com", role: "owner" })).status).toBe(403);
  expect((await ada.call("members.changeRole", { team, memberId: adminId, role: "owner" })).status).toBe(200);
});

it("takes everything from a removed member with the next request, open streams within a second", async () => {
  await using web = await startWeb();
  const ada = await web.person();
  const bob = await web.person();
  const memberId = await join(web, ada.team, bob, "editor");
  const { id: teamId } = await web.deps.db.prisma.team.findUniqueOrThrow({ where: { slug: ada.team } });
  const session = await web.deps.db.prisma.session.findFirstOrThrow({ where: { userId: bob.userId } });
  const stream = web.deps.live.changes({ sessionId: session.id, userId: bob.userId, teamId }, new AbortController().signal);
  expect((await stream.next()).done).toBe(false);

  await ada.call("members.remove", { team: ada.team, memberId });
  const removedAtMs = Date.now();
  expect((await bob.call("monitors.list", { team: ada.team })).status).toBe(404);
  for await (const _ of stream);
  expect(Date.now() - removedAtMs).toBeLessThan(1_500);
});

it("tells the screens of the team, and of no other, which lists have changed", async () => {
  await using web = await startWeb();
  const ada = await web.person();
  const bob = await web.person();
  const open = async (person: typeof ada) => {
    const { id: teamId } = await web.deps.db.prisma.team.findUniqueOrThrow({ where: { slug: person.team } });
    const session = await web.deps.db.prisma.session.findFirstOrThrow({ where: { userId: person.userId } });
    const stopping = new AbortController();
    const stream = web.deps.live.changes({ sessionId: session.id, userId: person.userId, teamId }, stopping.signal);
    // The first say that everything may have changed while nobody listened.
    for (const _ of liveTopics) await stream.next();
    return { stream, stop: () => stopping.abort() };
  };
  const [adas, bobs] = [await open(ada), await open(bob)];
  const heard: string[] = [];
  const bobsEnd = (async () => {
    for await (const topic of bobs.stream) heard.push(topic);
  })();
  await ada.call("channels.create", { team: ada.team, channel: { name: "Mail", target: { kind: "email", to: ["ops@example.com"] } } });
  expect((await adas.stream.next()).value).toBe("channels");
  bobs.stop();
  adas.stop();
  await bobsEnd;
  expect(heard.filter((topic) => topic === "channels")).toEqual([]);
});

it("shows an empty team nothing of what another has", async () => {
  await using web = await startWeb();
  const [ada, bob] = [await web.person(), await web.person()];
  await furnish(web, ada);
  for (const sql of [
    "UPDATE monitor_states SET certificate_expires_at = now() + interval '1 day'",
    "UPDATE channels SET failing_since = now()",
    `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, status, total_us)
     SELECT compat_number, 1, now() - interval '1 minute', 0, 0, 200, 1000 FROM monitors`,
    `INSERT INTO outbox (id, key, team_id, channel_id, type, message, settled_at, outcome)
     SELECT gen_random_uuid(), c.id || outcome, c.team_id, c.id, 'channel.test', '{}', CASE WHEN outcome <> '' THEN now() END, nullif(outcome, '')
     FROM channels c, unnest(ARRAY['delivered', 'gave_up', '']) AS outcome`,
    `INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, ended_at, closed_at, last_seq)
     SELECT gen_random_uuid(), team_id, 99, monitor_id, 'down', 'Down.', now(), now(), now(), now(), 1 FROM incidents`,
  ])
    await web.deps.db.pool.query(sql);
  const overviewOf = async ({ call, team }: typeof ada) => (await call("overview.get", { team })).data as Record<string, unknown>;
  const nothing = {
    monitors: { unknown: 0, up: 0, degraded: 0, down: 0, paused: 0, total: 0 },
    openIncidents: [],
    lastIncidentEndedAtMs: null,
    slowest: [],
    certificates: [],
    delivery: { delivered: 0, failed: 0, waiting: 0, oldestWaitingAtMs: null, failingChannels: [] },
    channels: 0,
    pages: { published: 0, total: 0 },
  };
  expect(await overviewOf(bob)).toEqual(nothing);
  const adas = await overviewOf(ada);
  for (const [part, empty] of Object.entries(nothing)) expect(adas[part], part).not.toEqual(empty);
});

it("deletes a team with everything in it once its name was typed", async () => {
  await using web = await startWeb();
  const ada = await web.person("ada@example.com");
  const { team } = ada;
  const { pageId } = await furnish(web, ada);
  expect((await ada.call("team.remove", { team, typedName: "adas team" })).error?.data.field).toBe("typedName");
  expect((await ada.call("team.remove", { team, typedName: "ada's team" })).status).toBe(200);
  expect((await ada.call("team.get", { team })).status).toBe(404);
  for (const table of ["monitors", "schedules", "monitor_states", "channels", "pages", "incidents", "errands", "members", "invitations"]) {
    const { rows } = await web.deps.db.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    expect([table, rows[0]?.n]).toEqual([table, 0]);
  }
  // By this row edge takes the team's pages down.
  const row = await web.deps.db.prisma.audit.findFirstOrThrow({ where: { action: "team.deleted" } });
  expect(row.change).toEqual({ name: "ada's team", pages: [pageId] });
});

it("lets nobody accept an invitation that was sent to another address, is over, or was used", async () => {
  let nowMs = Date.now();
  await using web = await startWeb({}, () => nowMs);
  const ada = await web.person();
  const [bob, eve] = [await web.person("bob@example.com"), await web.person("eve@example.com")];
  const invite = async (email: string) =>
    ((await ada.call("members.invite", { team: ada.team, email, role: "admin" })).data as { id: string }).id;
  const accept = async (person: typeof bob, invitationId: string) => (await person.call("members.accept", { invitationId })).status;

  const invitation = await invite(bob.email);
  expect(await accept(eve, invitation)).toBe(403);
  // Of two presses at once one joins.
  expect((await Promise.all([accept(bob, invitation), accept(bob, invitation)])).toSorted((a, b) => a - b)).toEqual([200, 404]);
  expect(await accept(bob, invitation)).toBe(404);
  expect((await ada.call("members.revokeInvitation", { team: ada.team, invitationId: invitation })).status).toBe(404);

  const late = await invite(eve.email);
  nowMs += 7 * 86_400_000;
  expect(await accept(eve, late)).toBe(404);
  expect((await eve.call("team.get", { team: ada.team })).status).toBe(404);
});

it("invites an address once, replaces an older invitation, and forgets a revoked one", async () => {
  await using web = await startWeb({ SMTP_URL: "smtp://127.0.0.1:25", MAIL_FROM: "vedette@example.com" });
  const ada = await web.person("ada@example.com");
  const { team } = ada;
  expect((await ada.call("members.invite", { team, email: "ada@example.com", role: "viewer" })).error?.data.field).toBe("email");
  const first = (await ada.call("members.invite", { team, email: "Bob@Example.com", role: "viewer" })).data as {
    id: string;
    email: string;
    mailed: boolean;
  };
  expect(first).toMatchObject({ email: "bob@example.com", mailed: true });
  const second = (await ada.call("members.invite", { team, email: "bob@example.com", role: "editor" })).data as { id: string };
  expect((await ada.call("members.invitations", { team })).data).toMatchObject([{ id: second.id, role: "editor", inviter: "ada" }]);
  expect((await web.anonymous.call("members.invitation", { invitationId: second.id })).data).toMatchObject({
    team: "ada's team",
    emailHint: "b…@example.com",
    state: "open",
  });
  await ada.call("members.revokeInvitation", { team, invitationId: second.id });
  expect((await web.anonymous.call("members.invitation", { invitationId: second.id })).data).toMatchObject({ state: "closed" });
  expect(web.bells.filter((bell) => bell.job === "deliver")).toHaveLength(2);
});

it("keeps checks no longer than the instance, says what to do, and writes down who changed it", async () => {
  await using web = await startWeb();
  const ada = await web.person();
  const set = async (checksDays: number | null, historyDays: number | null) =>
    await ada.call("team.setRetention", { team: ada.team, checksDays, historyDays });
  expect((await ada.call("team.retention", { team: ada.team })).data).toEqual({
    checksDays: null,
    historyDays: null,
    longestChecksDays: 30,
  });
  const tooLong = await set(31, null);
  expect([tooLong.status, tooLong.error?.data.field]).toEqual([400, "checksDays"]);
  expect(tooLong.error?.message).toBe(
    "This instance keeps single checks for 30 days. Type 30 or fewer, or ask whoever runs it to raise KEEP_CHECKS_DAYS.",
  );
  for (const [checksDays, historyDays] of [
    [6, null],
    [7.5, null],
    [null, 99],
    [null, 4_000],
  ] as const)
    expect((await set(checksDays, historyDays)).status).toBe(400);
  expect((await set(14, 400)).status).toBe(200);
  expect((await ada.call("team.retention", { team: ada.team })).data).toMatchObject({ checksDays: 14, historyDays: 400 });
  const { items } = (await ada.call("team.audit", { team: ada.team })).data as { items: { action: string; change: object }[] };
  expect(items[0]).toMatchObject({
    action: "team.retention-set",
    change: { before: { checksDays: null, historyDays: null }, after: { checksDays: 14, historyDays: 400 } },
  });
});
