import type { Actor } from "@vedette/core/access";
import { AppError } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ManualState } from "@vedette/core/manual-state";
import type { RoadDeps } from "./deps.ts";
import { observeIn } from "./observe.ts";
import { passiveResult } from "./passive-result.ts";
import { findMonitor } from "./read-monitors.ts";

const words = { up: "up", degraded: "degraded", down: "down" } as const;

/**
 * Says how a monitor that is set by hand stands, from this moment on: an incident opens or closes in the same transaction, the audit
 * line included. Saying the same again keeps the line and changes nothing else. Returns the outbox rows to announce.
 */
export async function setManualState(
  deps: RoadDeps,
  actor: Actor,
  input: { monitorId: string; state: ManualState; message: string },
): Promise<string[]> {
  authorize(actor, "monitor:write");
  const { monitorId, state, message } = input;
  const monitor = await findMonitor(deps, actor, monitorId);
  if (monitor.spec.kind !== "manual") throw new AppError("bad_request", "Only a monitor that is set by hand can be told how it stands.");
  if (monitor.pausedAtMs !== null) throw new AppError("conflict", "This monitor is paused. Resume it first.");
  const monitorNo = monitor.compatNumber;
  return await deps.db.transaction(async (tx) => {
    const { nowMs, lastDueMs, confirmed } = await tx.states.hold(monitorNo);
    const { teamId, userId: actorId, ip } = actor;
    await tx.roadAudit.append({
      teamId,
      actorId,
      ip,
      action: "monitor.set",
      subjectKind: "monitor",
      subjectId: monitorId,
      change: { state, message },
    });
    const reason = message === "" ? `Set to ${words[state]} by hand.` : message;
    const code = state === "up" ? null : ("set_by_hand" as const);
    const dueMs = Math.max(nowMs, lastDueMs + 1);
    const said = passiveResult({ monitorNo, dueMs, nowMs, verdict: state, code, reason });
    // An incident never eases, but people mean what they say: the outage ends, and what is left of it begins.
    const isEasing = confirmed === "down" && state === "degraded";
    const ended = { ...said, verdict: "up" as const, code: null, reason: "", evidence: null };
    const results = isEasing ? [ended, { ...said, dueMs: dueMs + 1 }] : [said];
    await tx.states.endWaiting(results);
    const outboxIds = await observeIn(tx, deps, { results, batches: [] });
    await tx.incidents.announceMonitors([monitorId], ["monitors"]);
    return outboxIds;
  });
}
