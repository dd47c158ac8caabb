import { AppError, notFound } from "@vedette/core/app-error";
import type { Layer } from "@vedette/core/on-call";
import type { Plan, PolicyInput, PolicyRecord } from "@vedette/core/policy";
import type { ConfigNouns } from "@vedette/db/config";
import { contentOf } from "./channel-content.ts";
import type { ConfigDeps } from "./config-deps.ts";

/** The fields of a policy that people edit: what its audit rows compare. */
export function policyContent({ name, monitorIds, tags, isDefault, plan }: PolicyInput | PolicyRecord): Record<string, unknown> {
  return { name, monitorIds, tags, isDefault, plan };
}

/** Refuses a policy that names what the team does not have; a foreign object answers like one that does not exist. */
export async function requireParts(tx: ConfigNouns, teamId: string, { plan, monitorIds }: PolicyInput): Promise<void> {
  const targets = plan.steps.flatMap((step) => step.tell);
  const ids = <Kind extends (typeof targets)[number]["kind"]>(kind: Kind) =>
    new Set(targets.flatMap((target) => (target.kind === kind && "channelId" in target ? [target.channelId] : [])));
  const channels = ids("channel");
  if ((await tx.channels.count(teamId, [...channels])) !== channels.size) throw notFound("channel");
  if ((await tx.monitors.count(teamId, monitorIds)) !== monitorIds.length) throw notFound("monitor");
  const wanted = targets.flatMap((target) => (target.kind === "schedule" ? [target.scheduleId] : []));
  const schedules = new Set(wanted.length === 0 ? [] : (await tx.onCallSchedules.list(teamId)).map((schedule) => schedule.id));
  if (!wanted.every((id) => schedules.has(id))) throw notFound("schedule");
  await requireMembers(tx, teamId, membersOf(plan));
}

export function membersOf(plan: Plan): string[] {
  return plan.steps.flatMap((step) => step.tell.flatMap((target) => (target.kind === "member" ? [target.userId] : [])));
}

export function peopleOf(layers: readonly Layer[]): string[] {
  return layers.flatMap((layer) => layer.people);
}

export async function requireMembers(tx: ConfigNouns, teamId: string, userIds: readonly string[]): Promise<void> {
  const members = new Set((await tx.members.list(teamId)).map((member) => member.userId));
  if (!userIds.every((id) => members.has(id))) throw notFound("member");
}

/** Gives each of these members who never had a channel of their own one that mails to the account's address, so that they can be told at once. */
export async function ensureContacts(tx: ConfigNouns, deps: ConfigDeps, teamId: string, userIds: readonly string[]): Promise<void> {
  const without = new Set(await tx.channelPreferences.without(teamId, [...new Set(userIds)]));
  if (without.size === 0) return;
  for (const member of (await tx.members.list(teamId)).filter(({ userId }) => without.has(userId))) {
    const key = { teamId, id: deps.newId() };
    const name = `${member.name === "" ? member.email : member.name} by e-mail`.slice(0, 100);
    await tx.channels.create(key, contentOf(deps.sealer, key, { name, templates: {} }, { kind: "email", to: [member.email] }), deps.now());
    await tx.channelPreferences.set(key, { ownerId: member.userId, quiet: null, perMinute: null });
  }
}

export function changedMeanwhile(noun: string): AppError {
  return new AppError("conflict", `Somebody else changed this ${noun} meanwhile. Reload it and make your change again.`);
}
