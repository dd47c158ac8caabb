import { type Actor, allows } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import type { HeartbeatView } from "@vedette/core/heartbeat-record";
import type { Db } from "@vedette/db/db";
import { findMonitor } from "./read-monitors.ts";

/** What a heartbeat expects and where its pings go; the addresses only for those who may change it. `not_found` for other kinds. */
export async function readHeartbeat(deps: { db: Db; edgeUrl: string }, actor: Actor, input: { monitorId: string }): Promise<HeartbeatView> {
  const monitor = await findMonitor(deps, actor, input.monitorId);
  const found = await deps.db.config.heartbeats.find(actor.teamId, monitor.compatNumber);
  if (found === null) throw notFound("heartbeat");
  const { token, pushToken, pingKey, state, deadlineAtMs } = found;
  const base = deps.edgeUrl.replace(/\/$/, "");
  return {
    addresses: allows(actor.role, "monitor:write")
      ? { byId: `${base}/ping/${token}`, bySlug: `${base}/ping/${pingKey}/${monitor.slug}`, push: `${base}/api/push/${pushToken}` }
      : null,
    deadlineAtMs: monitor.pausedAtMs === null ? deadlineAtMs : null,
    heardAtMs: state.heardMs,
    runs: state.runs.map((run) => ({ rid: run.rid, startedAtMs: run.startedMs })),
  };
}
