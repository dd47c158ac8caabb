import type { Actor, Permission } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ErrandInput, ErrandKind } from "@vedette/core/errand";
import { type ConfigDeps, changeTeam } from "./config-deps.ts";

const permissionOf: Record<ErrandKind, Permission> = {
  preview: "monitor:write",
  check_now: "monitor:write",
  channel_test: "channel:write",
};

/** Every errand opens an outside address: a team may not use us to knock on many doors. */
const maxPerMinute = 60;

/** Asks the worker for a check or a test message and returns at once; `readErrand` gives the answer. More than 60 a minute are refused. */
export async function requestErrand(deps: ConfigDeps, actor: Actor, input: ErrandInput): Promise<{ errandId: string }> {
  authorize(actor, permissionOf[input.kind]);
  const { teamId, userId } = actor;
  const errandId = deps.newId();
  await changeTeam(deps, teamId, async (tx) => {
    if (input.kind === "check_now" && (await tx.monitors.find({ teamId, id: input.monitorId })) === null) throw notFound("monitor");
    if (input.kind === "channel_test" && (await tx.channels.find({ teamId, id: input.channelId })) === null) throw notFound("channel");
    if ((await tx.errands.countSince(teamId, deps.now() - 60_000)) >= maxPerMinute) {
      throw new AppError("too_many_requests", "Your team has asked for 60 checks within a minute. Wait a minute and try again.");
    }
    await tx.errands.add({ id: errandId, teamId, userId, input }, deps.now());
  });
  await deps.ring({ job: "errand", errandId });
  return { errandId };
}
