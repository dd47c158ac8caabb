import { AppError } from "@vedette/core/app-error";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import type { MonitorSpec } from "@vedette/core/monitor-spec";
import type { ConfigNouns } from "@vedette/db/config";
import { cronProblem } from "./cron-problem.ts";

/**
 * The spec as it can be watched: refuses a cron expression that means nothing, and a group whose members are not all the team's or lead
 * back to it. A member that was deleted since the group was saved is left out instead.
 */
export async function watchable<Spec extends MonitorSpec>(
  tx: ConfigNouns,
  teamId: string,
  spec: Spec,
  before: MonitorRecord | null,
): Promise<Spec> {
  if (spec.kind === "heartbeat" && spec.schedule.type === "cron") {
    const problem = cronProblem(spec.schedule.expression);
    if (problem !== null) throw new AppError("bad_request", problem, "monitor.spec.schedule.expression");
  }
  if (spec.kind !== "group") return spec;
  const present = new Set((await tx.monitors.heads(teamId, spec.members)).flatMap((head) => (head.deletedAtMs === null ? [head.id] : [])));
  const earlier = new Set(before?.spec.kind === "group" ? before.spec.members : []);
  const members = spec.members.filter((id) => present.has(id) || !earlier.has(id));
  if (members.some((id) => !present.has(id))) throw new AppError("not_found", notThere, "monitor.spec.members");
  if (members.length === 0) throw new AppError("bad_request", "Choose at least one monitor.", "monitor.spec.members");
  const back = before === null ? [] : await tx.groupMembers.leadBack(teamId, before.compatNumber, members);
  if (back.length > 0) throw new AppError("bad_request", "A group cannot follow itself, not even through others.", "monitor.spec.members");
  return { ...spec, members };
}

const notThere = "This monitor does not exist, or you cannot see it.";
