import type { Actor, Permission } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { AskedErrand } from "@vedette/core/errand";
import type { MonitorSpec } from "@vedette/core/monitor-spec";
import type { ConfigNouns } from "@vedette/db/config";
import { type ConfigDeps, changeTeam } from "./config-deps.ts";
import { errandContext, monitorContext, openStored, sealSpec, withKeptSecrets } from "./spec-secrets.ts";

const permissionOf: Record<AskedErrand["kind"], Permission> = {
  preview: "monitor:write",
  recognize: "monitor:write",
  check_now: "monitor:write",
  channel_test: "channel:write",
};

/** Every errand opens an outside address: a team may not use us to knock on many doors. */
const maxPerMinute = 60;

/** Asks the worker for a check or a test message and returns at once; `readErrand` gives the answer. More than 60 a minute are refused. */
export async function requestErrand(deps: ConfigDeps, actor: Actor, input: AskedErrand): Promise<{ errandId: string }> {
  authorize(actor, permissionOf[input.kind]);
  const { teamId, userId } = actor;
  const errandId = deps.newId();
  await changeTeam(deps, teamId, async (tx) => {
    if (input.kind === "check_now" && (await tx.monitors.find({ teamId, id: input.monitorId })) === null) throw notFound("monitor");
    if (input.kind === "channel_test" && (await tx.channels.find({ teamId, id: input.channelId })) === null) throw notFound("channel");
    if ((await tx.errands.countSince(teamId, deps.now() - 60_000)) >= maxPerMinute) {
      throw new AppError("too_many_requests", "Your team has asked for 60 checks within a minute. Wait a minute and try again.");
    }
    await tx.errands.add({ id: errandId, teamId, userId, ...(await restingInput(deps, tx, { id: errandId, teamId }, input)) }, deps.now());
  });
  await deps.ring({ job: "errand", errandId });
  return { errandId };
}

/** A spec that is tried may hold secrets: typed ones, or those of the monitor that is being edited. */
async function restingInput(deps: ConfigDeps, tx: ConfigNouns, errand: { id: string; teamId: string }, input: AskedErrand) {
  if (input.kind !== "preview") return { input };
  const stored = input.monitorId === undefined ? null : await storedSpec(deps, tx, { teamId: errand.teamId, id: input.monitorId });
  const { spec, sealed } = sealSpec(deps.sealer, errandContext(errand), withKeptSecrets(input.spec, stored, "spec"));
  return { input: { kind: input.kind, spec }, sealed };
}

async function storedSpec(deps: ConfigDeps, tx: ConfigNouns, key: { id: string; teamId: string }): Promise<MonitorSpec | null> {
  const monitor = await tx.monitors.find(key);
  if (monitor === null) throw notFound("monitor");
  return openStored(deps.sealer, monitorContext(key), monitor.spec, await tx.monitors.sealedOf(key));
}
