import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { MonitorInput } from "@vedette/core/monitor";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import { kindOfStored } from "@vedette/core/stored-spec";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";
import { requireChannels, requireLocations, requireParents, requirePolicy } from "./create-monitor.ts";
import { monitorContent } from "./monitor-audit.ts";
import { monitorContext, openStored, sealSpec, withKeptSecrets } from "./spec-secrets.ts";
import { startWatching, watchedOf } from "./start-watching.ts";
import { watchable } from "./watchable.ts";

/** Replaces what a monitor is. An edit that was made from an older version is a `conflict` and changes nothing. */
export async function updateMonitor(
  deps: ConfigDeps,
  actor: Actor,
  input: { monitorId: string; version: number; monitor: MonitorInput },
): Promise<MonitorRecord> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.monitorId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const before = await tx.monitors.find(key);
    if (before === null) throw notFound("monitor");
    await requireChannels(tx, actor.teamId, input.monitor.channels);
    await requirePolicy(tx, actor.teamId, input.monitor.alertPolicyId);
    await requireLocations(tx, input.monitor.locationNos);
    if (kindOfStored(before.spec) !== input.monitor.spec.kind)
      throw new AppError("bad_request", "A monitor keeps its kind. Create a new one instead.", "monitor.spec.kind");
    // One that was deleted since the form was filled is left out, as it is everywhere.
    const parents = input.monitor.parents.filter((id) => !before.parents.includes(id));
    await requireParents(tx, actor.teamId, parents, before.compatNumber);
    const asked = await watchable(tx, actor.teamId, input.monitor.spec, before);
    const stored = openStored(deps.sealer, monitorContext(key), before.spec, await tx.monitors.sealedOf(key));
    const { spec, sealed } = sealSpec(deps.sealer, monitorContext(key), withKeptSecrets(asked, stored, "monitor.spec"));
    if (!(await tx.monitors.update(key, input.version, { ...input.monitor, spec }, sealed))) {
      throw new AppError("conflict", "Somebody else changed this monitor meanwhile. Reload it and make your change again.");
    }
    await tx.parents.set(actor.teamId, before.compatNumber, input.monitor.parents);
    await tx.policies.nameMonitor(key, input.monitor.alertPolicyId);
    const after = await tx.monitors.find(key);
    if (after === null) throw notFound("monitor");
    if (after.spec.kind === "group") await tx.groupMembers.set(actor.teamId, after.compatNumber, after.spec.members);
    await startWatching(tx, deps.now(), actor.teamId, [watchedOf(after)], "edited");
    if (isSharedOtherwise(before, after))
      await tx.monitors.relocate(actor.teamId, before, before.locationNos, after.locationNos, deps.now());
    await tx.monitors.touchPages(actor.teamId, [after.id], deps.now());
    const change = difference(monitorContent(before), monitorContent(after));
    await record(tx, deps, actor, { action: "monitor.updated", subjectId: after.id, change, topics: ["monitors", "policies"] });
    return after;
  });
}

/** Whether other locations look, or decide by another rule. */
function isSharedOtherwise(before: MonitorRecord, after: MonitorRecord): boolean {
  const of = ({ locationNos, quorum }: MonitorRecord) => JSON.stringify([locationNos, locationNos.length > 1 ? quorum : null]);
  return of(before) !== of(after);
}
