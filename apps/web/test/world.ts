import { randomUUID } from "node:crypto";
import type { Web, TestPerson } from "./web-fixture.ts";

/** One object of each kind that a team owns, by the name that inputs use for its id. */
export type Ids = {
  team: string;
  monitorId: string;
  channelId: string;
  pageId: string;
  groupId: string;
  componentId: string;
  ruleId: string;
  incidentId: string;
  updateId: string;
  errandId: string;
  memberId: string;
  invitationId: string;
  correctionId: string;
  planId: string;
  windowId: string;
  policyId: string;
  scheduleId: string;
  overrideId: string;
  userId: string;
};

export const monitor = {
  name: "Shop",
  spec: { kind: "http", url: "https://example.com/", timeoutMs: 900 },
  intervalMs: 60_000,
  policy: {},
  channels: "all",
};
/** A rule for one monitor. */
export const ruleFor = (monitorId: string) => ({
  kind: "latency",
  scope: { type: "monitor", monitorId },
  params: { percentile: 95, windowMs: 300_000, thresholdMs: 500 },
});

export const maintenance = (monitorId: string) => ({
  title: "Upgrade",
  timeZone: "Europe/Berlin",
  startsAt: "2027-03-21T02:00",
  endsAt: "2027-03-21T04:00",
  rule: "FREQ=YEARLY",
  scope: { type: "monitors", monitorIds: [monitorId] },
});
export const policy = ({ monitorId, channelId, scheduleId, userId }: Pick<Ids, "monitorId" | "channelId" | "scheduleId" | "userId">) => ({
  name: "Nights",
  monitorIds: [monitorId],
  plan: {
    steps: [
      {
        tell: [
          { kind: "channel", channelId },
          { kind: "schedule", scheduleId },
          { kind: "member", userId },
        ],
      },
    ],
  },
});
export const schedule = (userId: string) => ({
  name: "Primary",
  layers: [{ people: [userId], turn: { length: 1, unit: "weeks" }, handover: "09:00", startsOn: "2026-01-05", timeZone: "UTC" }],
});

/** A team with one of everything, made through the API as its owner. */
export async function furnish(web: Web, owner: TestPerson): Promise<Ids> {
  const { team } = owner;
  const make = async <T>(path: string, input: object): Promise<T> => {
    const answer = await owner.call(path, { team, ...input });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`);
    return answer.data as T; // safe because the caller names the procedure's output
  };
  const {
    id: monitorId,
    compatNumber,
    createdAtMs,
  } = await make<{ id: string; compatNumber: number; createdAtMs: number }>("monitors.create", {
    creationKey: randomUUID(),
    monitor,
  });
  const { channel } = await make<{ channel: { id: string } }>("channels.create", {
    channel: { name: "Ops", target: { kind: "webhook", url: "https://example.com/hook" } },
  });
  const page = await make<{ id: string }>("pages.create", { page: { name: "Status", slug: `status-${randomUUID()}` } });
  const groupId = randomUUID();
  const saved = await make<{ groups: { id: string }[]; components: { id: string }[] }>("pages.saveComponents", {
    pageId: page.id,
    version: 1,
    groups: [{ id: groupId, name: "Web" }],
    components: [{ id: randomUUID(), name: "Shop", groupId, monitorIds: [monitorId] }],
  });
  const { id: ruleId } = await make<{ id: string }>("rules.create", { rule: ruleFor(monitorId) });
  const { userId } = owner;
  const { id: scheduleId } = await make<{ id: string }>("onCall.create", { schedule: schedule(userId) });
  const { overrideId } = await make<{ overrideId: string }>("onCall.addOverride", {
    scheduleId,
    override: { userId, fromMs: 1, untilMs: 2 },
  });
  const { id: policyId } = await make<{ id: string }>("policies.create", {
    policy: policy({ monitorId, channelId: channel.id, scheduleId, userId }),
  });
  const { errandId } = await make<{ errandId: string }>("monitors.checkNow", { monitorId });
  const invitation = await make<{ id: string }>("members.invite", { email: `${randomUUID()}@example.com`, role: "viewer" });
  const [member] = await make<{ id: string }[]>("members.list", {});
  const nowMs = Date.now();
  const correction = await make<{ id: string }>("monitors.correct", {
    monitorId,
    correction: { kind: "noted", fromMs: createdAtMs, untilMs: createdAtMs + 1, reason: "Made." },
  });
  const { id: planId } = await make<{ id: string }>("maintenance.plan", { plan: maintenance(monitorId) });
  const [planned] = await make<{ windows: { id: string }[] }[]>("maintenance.list", {});
  const change = {
    monitorNo: compatNumber,
    ruleId: null,
    change: "opened" as const,
    hold: null,
    severity: "down" as const,
    summary: { en: "Down.", de: "Down." },
    atMs: nowMs,
    confirmedAtMs: nowMs,
  };
  const [opened] = await web.deps.db.transaction(async (tx) => await tx.incidents.open([change], randomUUID));
  const incidentId = opened?.incident_id ?? "";
  const updateId = randomUUID();
  const teamId = (await web.deps.db.config.teams.membership(team, userId))?.id ?? "";
  const update = { id: updateId, creationKey: randomUUID(), status: "identified", body: "The disk is full." } as const;
  await web.deps.db.pageUpdates.post({ teamId, id: incidentId }, update, { userId, via: null, atMs: nowMs });
  return {
    team,
    monitorId,
    channelId: channel.id,
    pageId: page.id,
    groupId: saved.groups[0]?.id ?? "",
    componentId: saved.components[0]?.id ?? "",
    ruleId,
    incidentId,
    updateId,
    errandId,
    memberId: member?.id ?? "",
    invitationId: invitation.id,
    correctionId: correction.id,
    planId,
    windowId: planned?.windows[0]?.id ?? "",
    policyId,
    scheduleId,
    overrideId,
    userId,
  };
}

/** Ids of nothing at all. */
export function randomIds(team: string): Ids {
  const id = randomUUID;
  return {
    team,
    monitorId: id(),
    channelId: id(),
    pageId: id(),
    groupId: id(),
    componentId: id(),
    ruleId: id(),
    incidentId: id(),
    updateId: id(),
    errandId: id(),
    memberId: id(),
    invitationId: id(),
    correctionId: id(),
    planId: id(),
    windowId: id(),
    policyId: id(),
    scheduleId: id(),
    overrideId: id(),
    userId: id(),
  };
}

/** Lets a person of the instance join a team in a role. */
export async function join(web: Web, team: string, person: TestPerson, role: string): Promise<string> {
  const found = await web.deps.db.prisma.team.findUniqueOrThrow({ where: { slug: team } });
  const id = randomUUID();
  await web.deps.db.prisma.member.create({ data: { id, teamId: found.id, userId: person.userId, role } });
  return id;
}
