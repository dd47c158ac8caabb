import { notFound } from "@vedette/core/app-error";
import type { ConfigNouns } from "@vedette/db/config";
import type { MonitorHead } from "@vedette/db/monitor-changes";

/** The named monitors as they are, by number. One that is unknown, foreign or deleted makes all of them `not_found`. */
export async function requireMonitors(tx: ConfigNouns, teamId: string, ids: readonly string[]): Promise<MonitorHead[]> {
  const heads = await tx.monitors.heads(teamId, ids);
  if (heads.length < ids.length || heads.some((head) => head.deletedAtMs !== null)) throw notFound("monitor");
  return heads;
}
