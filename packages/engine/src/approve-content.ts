import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/**
 * Makes a changed content of a monitor the approved one; the next check measures against it. `fingerprint` names the content that the
 * person saw: when another came since, that is a `conflict`, and it stays unapproved. Approving what is approved changes nothing.
 */
export async function approveContent(deps: ConfigDeps, actor: Actor, input: { monitorId: string; fingerprint: string }): Promise<void> {
  authorize(actor, "monitor:write");
  const { teamId } = actor;
  const { monitorId, fingerprint } = input;
  await changeTeam(deps, teamId, async (tx) => {
    const monitor = await tx.monitors.find({ teamId, id: monitorId });
    if (monitor === null) throw notFound("monitor");
    const key = { teamId, monitorNo: monitor.compatNumber };
    const before = await tx.contentApprovals.find(key);
    if (before?.approved.fingerprint === fingerprint) return;
    if (!(await tx.contentApprovals.approve(key, fingerprint, deps.now())))
      throw new AppError("conflict", "The content has changed once more since you looked. Look at the newest change, then approve that.");
    const change = { before: before?.approved.fingerprint, after: fingerprint };
    await record(tx, deps, actor, { action: "monitor.content_approved", subjectId: monitorId, change, topics: ["monitors"] });
  });
}
