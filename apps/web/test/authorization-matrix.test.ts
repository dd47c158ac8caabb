import { type Permission, type Role, allows, roles } from "@vedette/core/access";
import { randomUUID } from "node:crypto";
import { globSync } from "node:fs";
import { dirname, join as joinPath, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appRouter } from "../src/server/app-router.ts";
import { routePolicies } from "../src/server/route-policies.ts";
import type { Policy } from "../src/server/trpc.ts";
import { type Answer, type Caller, type TestPerson, type Web, startWeb } from "./web-fixture.ts";
import { type Ids, furnish, join, maintenance, monitor, policy, randomIds, ruleFor, schedule } from "./world.ts";

type Procedure = { _def: { type: "query" | "mutation" | "subscription"; meta?: Policy } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>); // safe because tRPC flattens procedures by path

/** An input for every procedure; a procedure without a row here fails. `ids` decides whose objects it names. */
const inputs: Record<string, (ids: Ids) => Record<string, unknown>> = {
  "account.changePassword": () => ({ current: "not the password", next: "another long phrase" }),
  "account.rename": () => ({ name: "Somebody" }),
  "account.revokeOtherSessions": () => ({}),
  "account.revokeSession": () => ({ sessionId: randomUUID() }),
  "account.sessions": () => ({}),
  "channels.create": ({ team }) => ({ team, channel: { name: "Mail", target: { kind: "email", to: ["ops@example.com"] } } }),
  "channels.deliveries": ({ team, channelId }) => ({ team, channelId }),
  "channels.examples": ({ team }) => ({ team }),
  "channels.list": ({ team }) => ({ team }),
  "channels.remove": ({ team, channelId }) => ({ team, channelId }),
  "channels.restore": ({ team, channelId }) => ({ team, channelId }),
  "channels.rotateSecret": ({ team, channelId }) => ({ team, channelId }),
  "channels.sendAgain": ({ team }) => ({ team, deliveryId: randomUUID() }),
  "channels.setEnabled": ({ team, channelId }) => ({ team, channelId, enabled: false }),
  "channels.test": ({ team, channelId }) => ({ team, channelId }),
  "channels.update": ({ team, channelId }) => ({
    team,
    channelId,
    version: 1,
    channel: { name: "Ops", target: { kind: "webhook", url: "https://example.com/" } },
  }),
  "errands.get": ({ team, errandId }) => ({ team, errandId }),
  "incidents.acknowledge": ({ team, incidentId }) => ({ team, incidentId }),
  "incidents.byLink": () => ({ token: "unknown" }),
  "incidents.comment": ({ team, incidentId }) => ({ team, incidentId, text: "Looking." }),
  "incidents.correctUpdate": ({ team, updateId }) => ({ team, updateId, version: 1, update: { status: "identified", body: "The disk." } }),
  "incidents.deleteUpdate": ({ team, updateId }) => ({ team, updateId }),
  "incidents.endSnooze": ({ team, incidentId }) => ({ team, incidentId }),
  "incidents.figures": ({ team, monitorId }) => ({ team, monitorId, days: 30 }),
  "incidents.get": ({ team, incidentId }) => ({ team, incidentId }),
  "incidents.list": ({ team, monitorId }) => ({ team, monitorId }),
  "incidents.merge": ({ team, incidentId }) => ({ team, incidentId, intoId: randomUUID() }),
  "incidents.noise": ({ team }) => ({ team, days: 30 }),
  "incidents.postMortem": ({ team, incidentId }) => ({ team, incidentId }),
  "incidents.postUpdate": ({ team, incidentId }) => ({
    team,
    incidentId,
    creationKey: randomUUID(),
    update: { status: "investigating", body: "We look into it." },
  }),
  "incidents.related": ({ team, incidentId }) => ({ team, incidentId }),
  "incidents.restoreUpdate": ({ team, updateId }) => ({ team, updateId }),
  "incidents.savePostMortem": ({ team, incidentId }) => ({ team, incidentId, afterVersion: 0, text: "It was the disk." }),
  "incidents.resolve": ({ team, incidentId }) => ({ team, incidentId }),
  "incidents.snooze": ({ team, incidentId }) => ({ team, incidentId, untilMs: null }),
  "incidents.unacknowledge": ({ team, incidentId }) => ({ team, incidentId }),
  "incidents.updates": ({ team, incidentId }) => ({ team, incidentId }),
  "incidents.unmerge": ({ team, incidentId }) => ({ team, incidentId }),
  "live.changes": ({ team }) => ({ team }),
  "maintenance.cancel": ({ team, planId }) => ({ team, planId }),
  "maintenance.endWindow": ({ team, windowId }) => ({ team, windowId }),
  "maintenance.list": ({ team }) => ({ team }),
  "maintenance.plan": ({ team, monitorId }) => ({ team, plan: maintenance(monitorId) }),
  "maintenance.replan": ({ team, planId, monitorId }) => ({ team, planId, version: 1, plan: maintenance(monitorId) }),
  "maintenance.restore": ({ team, planId }) => ({ team, planId }),
  "members.accept": () => ({ invitationId: randomUUID() }),
  "members.changeRole": ({ team, memberId }) => ({ team, memberId, role: "viewer" }),
  "members.invitation": () => ({ invitationId: randomUUID() }),
  "members.invitations": ({ team }) => ({ team }),
  "members.invite": ({ team }) => ({ team, email: `${randomUUID()}@example.com`, role: "viewer" }),
  "members.leave": ({ team }) => ({ team }),
  "members.list": ({ team }) => ({ team }),
  "members.remove": ({ team, memberId }) => ({ team, memberId }),
  "members.revokeInvitation": ({ team, invitationId }) => ({ team, invitationId }),
  "monitors.analysis": ({ team, monitorId }) => ({ team, monitorId }),
  "monitors.approveContent": ({ team, monitorId }) => ({ team, monitorId, fingerprint: "0".repeat(64) }),
  "monitors.blips": ({ team, monitorId }) => ({ team, monitorId, range: "24h" }),
  "monitors.checkNow": ({ team, monitorId }) => ({ team, monitorId }),
  "monitors.content": ({ team, monitorId }) => ({ team, monitorId }),
  "monitors.correct": ({ team, monitorId }) => ({
    team,
    monitorId,
    correction: { kind: "excluded", fromMs: Date.now(), untilMs: Date.now() + 1, reason: "Our own mistake." },
  }),
  "monitors.corrections": ({ team, monitorId }) => ({ team, monitorId }),
  "monitors.create": ({ team, channelId }) => ({ team, creationKey: randomUUID(), monitor: { ...monitor, channels: [channelId] } }),
  "monitors.figures": ({ team, monitorId }) => ({ team, monitorId, range: "24h" }),
  "monitors.get": ({ team, monitorId }) => ({ team, monitorId }),
  "monitors.locations": ({ team }) => ({ team }),
  "monitors.latency": ({ team }) => ({ team }),
  "monitors.names": ({ team }) => ({ team }),
  "monitors.heartbeat": ({ team, monitorId }) => ({ team, monitorId }),
  "monitors.latencySeries": ({ team, monitorId }) => ({ team, monitorId, range: "7d" }),
  "monitors.list": ({ team }) => ({ team }),
  "monitors.look": ({ team, monitorId }) => ({ team, monitorId }),
  "monitors.pause": ({ team, monitorId }) => ({ team, monitorIds: [monitorId] }),
  "monitors.pings": ({ team, monitorId }) => ({ team, monitorId }),
  "monitors.preview": ({ team }) => ({ team, spec: monitor.spec }),
  "monitors.recognize": ({ team }) => ({ team, host: "127.0.0.1", port: 9 }),
  "monitors.remove": ({ team, monitorId }) => ({ team, monitorIds: [monitorId] }),
  "monitors.restore": ({ team, monitorId }) => ({ team, monitorIds: [monitorId] }),
  "monitors.result": ({ team, monitorId }) => ({ team, monitorId, locationNo: 1, dueAtMs: 1 }),
  "monitors.results": ({ team, monitorId }) => ({ team, monitorId }),
  "monitors.resume": ({ team, monitorId }) => ({ team, monitorIds: [monitorId] }),
  "monitors.changeTags": ({ team, monitorId }) => ({ team, changes: [{ monitorIds: [monitorId], add: ["eu"] }] }),
  "monitors.setIntervals": ({ team, monitorId }) => ({ team, changes: [{ monitorIds: [monitorId], intervalMs: 30_000 }] }),
  "monitors.setState": ({ team, monitorId }) => ({ team, monitorId, state: "down", message: "" }),
  "monitors.tags": ({ team }) => ({ team }),
  "monitors.withdrawCorrection": ({ team, correctionId }) => ({ team, correctionId }),
  "monitors.update": ({ team, monitorId, channelId }) => ({ team, monitorId, version: 1, monitor: { ...monitor, channels: [channelId] } }),
  "onCall.addOverride": ({ team, scheduleId, userId }) => ({ team, scheduleId, override: { userId, fromMs: 1, untilMs: 2 } }),
  "onCall.create": ({ team, userId }) => ({ team, schedule: schedule(userId) }),
  "onCall.get": ({ team }) => ({ team }),
  "onCall.remove": ({ team, scheduleId }) => ({ team, scheduleId }),
  "onCall.removeOverride": ({ team, overrideId }) => ({ team, overrideId }),
  "onCall.renewFeed": ({ team, scheduleId }) => ({ team, scheduleId }),
  "onCall.renewOwnFeed": ({ team }) => ({ team }),
  "onCall.restore": ({ team, scheduleId }) => ({ team, scheduleId }),
  "onCall.update": ({ team, scheduleId, userId }) => ({ team, scheduleId, version: 1, schedule: schedule(userId) }),
  "overview.get": ({ team }) => ({ team }),
  "pages.create": ({ team }) => ({ team, page: { name: "Another", slug: `another-${randomUUID()}` } }),
  "pages.get": ({ team, pageId }) => ({ team, pageId }),
  "pages.list": ({ team }) => ({ team }),
  "pages.preview": ({ team, pageId }) => ({ team, pageId }),
  "pages.publish": ({ team, pageId }) => ({ team, pageId }),
  "pages.remove": ({ team, pageId }) => ({ team, pageId, typedSlug: "something else" }),
  "pages.restore": ({ team, pageId }) => ({ team, pageId }),
  "pages.saveComponents": ({ team, pageId, groupId, componentId, monitorId }) => ({
    team,
    pageId,
    version: 2,
    groups: [{ id: groupId, name: "Web" }],
    components: [{ id: componentId, name: "Shop", groupId, monitorIds: [monitorId] }],
  }),
  "pages.unpublish": ({ team, pageId }) => ({ team, pageId }),
  "pages.update": ({ team, pageId }) => ({ team, pageId, version: 1, page: { name: "Status", slug: `status-${randomUUID()}` } }),
  "platform.delay": () => ({}),
  "platform.get": () => ({}),
  "policies.create": ({ team, ...ids }) => ({ team, policy: policy(ids) }),
  "policies.list": ({ team }) => ({ team }),
  "policies.order": ({ team, policyId }) => ({ team, policyIds: [policyId] }),
  "policies.prefer": ({ team, channelId, userId }) => ({ team, channelId, preference: { ownerId: userId } }),
  "policies.preference": ({ team, channelId }) => ({ team, channelId }),
  "policies.remove": ({ team, policyId }) => ({ team, policyId }),
  "policies.restore": ({ team, policyId }) => ({ team, policyId }),
  "policies.tryOut": ({ team }) => ({ team, policy: { name: "Nights", plan: { steps: [{ tell: [{ kind: "monitor" }] }] } } }),
  "policies.update": ({ team, policyId, ...ids }) => ({ team, policyId, version: 1, policy: policy(ids) }),
  "policies.whoWouldBeTold": ({ team, monitorId }) => ({ team, monitorId, severity: "down" }),
  "rules.backTest": ({ team, monitorId }) => ({ team, rule: ruleFor(monitorId), days: 7 }),
  "rules.create": ({ team, monitorId }) => ({ team, rule: ruleFor(monitorId) }),
  "rules.get": ({ team, ruleId }) => ({ team, ruleId }),
  "rules.list": ({ team, monitorId }) => ({ team, monitorId }),
  "rules.metrics": ({ team, monitorId }) => ({ team, monitorId }),
  "rules.noise": ({ team }) => ({ team }),
  "rules.remove": ({ team, ruleId }) => ({ team, ruleId }),
  "rules.update": ({ team, ruleId, monitorId }) => ({ team, ruleId, rule: ruleFor(monitorId) }),
  "sample.create": () => ({}),
  "sample.remove": ({ team }) => ({ team }),
  "session.instance": () => ({}),
  "session.me": () => ({}),
  "team.audit": ({ team }) => ({ team }),
  "team.create": () => ({ name: "Another team" }),
  "team.defineUptime": ({ team }) => ({ team, definition: {} }),
  "team.uptime": ({ team }) => ({ team }),
  "team.get": ({ team }) => ({ team }),
  "team.retention": ({ team }) => ({ team }),
  "team.setRetention": ({ team }) => ({ team, checksDays: 10, historyDays: null }),
  "team.remove": ({ team }) => ({ team, typedName: "something else" }),
  "team.setVoice": ({ team }) => ({ team, voice: { language: "de", timeZone: "Europe/Berlin" } }),
  "team.voice": ({ team }) => ({ team }),
  "team.rename": ({ team }) => ({ team, name: "Renamed" }),
};

/** Leaving ends the membership that the other rows need; its own test is in teams.test.ts. */
const endsTheWorld = new Set(["members.leave"]);
const idNames = [
  "monitorId",
  "channelId",
  "pageId",
  "groupId",
  "componentId",
  "ruleId",
  "incidentId",
  "updateId",
  "errandId",
  "memberId",
  "invitationId",
  "correctionId",
  "policyId",
  "scheduleId",
  "overrideId",
  "userId",
] as const;

let web: Web;
let owner: TestPerson;
let stranger: TestPerson;
let removed: TestPerson;
const members = new Map<Role, Caller>();
let own: Ids;
let foreign: Ids;

beforeAll(async () => {
  web = await startWeb();
  owner = await web.person("owner@example.com");
  stranger = await web.person("stranger@example.com");
  own = await furnish(web, owner);
  foreign = await furnish(web, stranger);
  for (const role of ["viewer", "editor", "admin"] as const) {
    const person = await web.person();
    await join(web, own.team, person, role);
    members.set(role, person);
  }
  members.set("owner", owner);
  removed = await web.person();
  const memberId = await join(web, own.team, removed, "admin");
  await owner.call("members.remove", { team: own.team, memberId });
});
afterAll(async () => await web[Symbol.asyncDispose]());

const policyOf = (procedure: Procedure): Policy => {
  if (procedure._def.meta === undefined) throw new Error("this procedure states no policy");
  return procedure._def.meta;
};
/** What an answer says, but for the number under which it was logged. */
const said = (answer: Answer) => [answer.status, answer.text.replace(/"traceId":"\w+"/, "")];

/** A stream that is allowed never ends by itself: being allowed to open it is what counts. */
async function outcome(caller: Caller, path: string, procedure: Procedure, input: object): Promise<Answer> {
  if (procedure._def.type !== "subscription") return await caller.call(path, input);
  return await caller.call(path.replace("live.changes", "team.get"), input);
}

it.each(procedures)("%s states its policy and has a row in the matrix", (path, procedure) => {
  expect(policyOf(procedure).access).toMatch(/^(anyone|signed-in|operator|team)$/);
  expect(Object.keys(inputs)).toContain(path);
});

it("has no row for a procedure that is gone", () => {
  expect(Object.keys(inputs).filter((path) => !procedures.some(([known]) => known === path))).toEqual([]);
});

describe.each(procedures)("%s", (path, procedure) => {
  const input = (ids: Ids) => inputs[path]?.(ids) ?? {};
  const policy = policyOf(procedure);

  it.runIf(policy.access !== "anyone")("refuses anybody who is not signed in, the same for every team", async () => {
    const answer = await outcome(web.anonymous, path, procedure, input(own));
    expect(answer.status).toBe(401);
    expect(said(await outcome(web.anonymous, path, procedure, input(randomIds("no-such-team"))))).toEqual(said(answer));
  });

  it.runIf(policy.access === "operator")("answers nobody but whoever runs the instance, whatever they own", async () => {
    expect((await owner.call(path, input(own))).status).toBe(200);
    for (const caller of [stranger, ...[...members.values()].filter((member) => member !== owner)])
      expect((await caller.call(path, input(own))).status).toBe(403);
  });

  it.runIf(policy.access === "team")("answers a stranger and a removed member as if the team did not exist", async () => {
    const nowhere = said(await outcome(stranger, path, procedure, input(randomIds("no-such-team"))));
    expect(nowhere[0]).toBe(404);
    expect(said(await outcome(stranger, path, procedure, input(own)))).toEqual(nowhere);
    expect(said(await outcome(removed, path, procedure, input(own)))).toEqual(nowhere);
  });

  it.runIf(policy.access === "team" && !endsTheWorld.has(path))("asks for the role that its permission needs", async () => {
    const { permission } = policy as { permission: Permission }; // safe because access is team
    for (const role of roles) {
      const caller = members.get(role);
      if (caller === undefined) throw new Error(`no ${role}`);
      // Ids of nothing: whoever is allowed learns that, and nothing else changes between the roles.
      const answer = await outcome(caller, path, procedure, input(randomIds(own.team)));
      expect(answer.status === 403, `${role}: ${answer.text}`).toBe(!allows(role, permission));
    }
  });

  const named = idNames.filter((name) => JSON.stringify(input({ ...randomIds("t"), [name]: "THE-ID" })).includes("THE-ID"));
  // The id of a line that is not on the page makes a new one under an id of ours, whoever else has it.
  const looked = named.filter((name) => name !== "groupId" && name !== "componentId");
  for (const name of looked) {
    it(`answers a foreign ${name} exactly like one that does not exist`, async () => {
      const answer = await owner.call(path, input({ ...own, [name]: foreign[name] }));
      expect(answer.status).toBe(404);
      expect(said(await owner.call(path, input({ ...own, [name]: randomUUID() })))).toEqual(said(answer));
    });
  }
});

it("answers no query with anything of another team", async () => {
  await web.deps.db.pool.query(
    `INSERT INTO outbox (id, key, team_id, channel_id, incident_id, incident_seq, type, message)
     SELECT gen_random_uuid(), c.id::text, c.team_id, c.id, $2, 1, 'incident.opened', '{}' FROM channels c WHERE c.id = $1`,
    [foreign.channelId, foreign.incidentId],
  );
  const theirs = idNames.map((name) => foreign[name]);
  let answered = 0;
  for (const [path, procedure] of procedures) {
    if (procedure._def.type !== "query" || policyOf(procedure).access !== "team") continue;
    // With everything that can be asked for, and, where that is enough, with the team alone: a filter may hide what a list gives away.
    for (const input of [inputs[path]?.(own) ?? {}, { team: own.team }]) {
      const { status, text } = await owner.call(path, input);
      if (status === 200) answered += 1;
      expect(
        theirs.filter((id) => text.includes(id)),
        path,
      ).toEqual([]);
    }
  }
  expect(answered).toBeGreaterThan(20);
});

it("leaves every row of the other team as it was, whatever ids were named", async () => {
  const before = await rowsOf(web, foreign.team);
  for (const [path, procedure] of procedures) {
    if (procedure._def.type !== "mutation" || policyOf(procedure).access !== "team" || endsTheWorld.has(path)) continue;
    for (const name of idNames) {
      const input = inputs[path]?.({ ...own, [name]: foreign[name] }) ?? {};
      if (JSON.stringify(input).includes(foreign[name])) await owner.call(path, input);
    }
    await owner.call(path, inputs[path]?.({ ...foreign, team: own.team }) ?? {});
  }
  expect(await rowsOf(web, foreign.team)).toEqual(before);
});

it("has a policy for every route handler, and a route handler for every policy", () => {
  const app = joinPath(import.meta.dirname, "../src/app");
  const routes = globSync("**/route.ts", { cwd: app }).map((file) => relative(".", dirname(file)));
  expect(routes.toSorted()).toEqual(Object.keys(routePolicies).toSorted());
});

/** Every row that carries the team, as text, by table. */
async function rowsOf({ deps }: Web, slug: string): Promise<Record<string, string[]>> {
  const { rows: tables } = await deps.db.pool.query<{ name: string }>(
    `SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'team_id' AND t.table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await deps.db.pool.query<{ row: string }>(
      `SELECT x::text AS row FROM "${name}" x WHERE team_id = (SELECT id FROM teams WHERE slug = $1) ORDER BY 1`,
      [slug],
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}
