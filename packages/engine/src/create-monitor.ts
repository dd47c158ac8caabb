import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { silentBeat } from "@vedette/core/heartbeat";
import { authorize } from "@vedette/core/authorize";
import type { MonitorInput } from "@vedette/core/monitor";
import { isActive } from "@vedette/core/monitor-spec";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import type { ConfigNouns } from "@vedette/db/config";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { freeSlug } from "./free-slug.ts";
import { monitorContent } from "./monitor-audit.ts";
import { monitorContext, sealSpec, withKeptSecrets } from "./spec-secrets.ts";
import { firstChecksPerMinute, requireRoom } from "./team-limits.ts";
import { startWatching, watchedOf } from "./start-watching.ts";
import { watchable } from "./watchable.ts";

/**
 * Creates a monitor and schedules it; its first check is asked for at once, later ones come on its own grid. Of many that are
 * created within a minute the later ones wait for their grid. A team has at most 10,000.
 * `creationKey` is made by the form: a second submission with the same key answers with the monitor of the first.
 */
export async function createMonitor(
  deps: ConfigDeps,
  actor: Actor,
  input: { creationKey: string; monitor: MonitorInput },
): Promise<MonitorRecord> {
  authorize(actor, "monitor:write");
  const { teamId } = actor;
  const errandId = deps.newId();
  const { monitor, isAsked } = await changeTeam(deps, teamId, async (tx) => {
    const existing = await tx.monitors.createdBy(teamId, input.creationKey);
    if (existing !== null) return { monitor: existing, isAsked: false };
    requireRoom("monitors", await tx.monitors.total(teamId));
    await requireChannels(tx, teamId, input.monitor.channels);
    await requirePolicy(tx, teamId, input.monitor.alertPolicyId);
    await requireLocations(tx, input.monitor.locationNos);
    await requireParents(tx, teamId, input.monitor.parents, null);
    const asked = await watchable(tx, teamId, input.monitor.spec, null);
    const nowMs = deps.now();
    const slug = await freeSlug(input.monitor.name, "monitor", deps.newId, (candidate) => tx.monitors.isSlugTaken(teamId, candidate));
    const id = deps.newId();
    const { spec, sealed } = sealSpec(deps.sealer, monitorContext({ id, teamId }), withKeptSecrets(asked, null, "monitor.spec"));
    const created = await tx.monitors.create(
      { id, teamId, slug, creationKey: input.creationKey, input: { ...input.monitor, spec }, sealed },
      nowMs,
    );
    if (spec.kind === "heartbeat")
      await tx.heartbeats.create({ monitorNo: created.compatNumber, teamId, token: deps.newId(), state: silentBeat });
    if (spec.kind === "group") await tx.groupMembers.set(teamId, created.compatNumber, spec.members);
    await startWatching(tx, nowMs, teamId, [watchedOf(created)], "created");
    const isAsked = isActive(spec) && (await tx.errands.countSince(teamId, nowMs - 60_000)) < firstChecksPerMinute;
    const errand = { id: errandId, teamId, userId: actor.userId, input: { kind: "check_now" as const, monitorId: created.id } };
    if (isAsked) await tx.errands.add(errand, nowMs);
    await record(tx, deps, actor, {
      action: "monitor.created",
      subjectId: created.id,
      change: { after: monitorContent(created) },
      topics: ["monitors", "policies"],
    });
    return { monitor: created, isAsked };
  });
  if (isAsked) await deps.ring({ job: "errand", errandId });
  return monitor;
}

/** Refuses a list that names a channel which the team does not have; a foreign one answers like one that does not exist. */
export async function requireChannels(tx: ConfigNouns, teamId: string, channels: MonitorInput["channels"]): Promise<void> {
  if (channels === "all") return;
  const wanted = new Set(channels);
  if ((await tx.channels.count(teamId, [...wanted])) !== wanted.size) throw notFound("channel");
}

/** Refuses a policy that the team does not have; a foreign or deleted one answers like one that does not exist. */
export async function requirePolicy(tx: ConfigNouns, teamId: string, id: MonitorInput["alertPolicyId"]): Promise<void> {
  if (id !== null && (await tx.policies.find({ teamId, id })) === null)
    throw new AppError("not_found", "This policy does not exist, or it was deleted. Choose another.", "monitor.alertPolicyId");
}

/** Refuses a list that names a location which this instance does not have. */
export async function requireLocations(tx: ConfigNouns, nos: readonly number[]): Promise<void> {
  const present = new Set((await tx.locations.list()).map((location) => location.no));
  if (!nos.every((no) => present.has(no))) throw new AppError("bad_request", "There is no such location.", "monitor.locationNos");
}

/** Refuses parents that are not all the team's, and such as depend on the monitor themselves. */
export async function requireParents(tx: ConfigNouns, teamId: string, parents: readonly string[], childNo: number | null): Promise<void> {
  const wanted = new Set(parents);
  if ((await tx.monitors.count(teamId, [...wanted])) !== wanted.size)
    throw new AppError("not_found", "This monitor does not exist, or you cannot see it.", "monitor.parents");
  if (childNo !== null && (await tx.parents.leadBack(teamId, childNo, parents)))
    throw new AppError("bad_request", "A monitor cannot depend on itself, not even through others.", "monitor.parents");
}
