import type { Actor } from "@vedette/core/access";
import { barsOf } from "@vedette/core/bars";
import type { FindingRow } from "@vedette/core/finding-row";
import type { StateMs } from "@vedette/core/monitor-record";
import type { ConfigDeps } from "./config-deps.ts";
import { findMonitor } from "./read-monitors.ts";
import { stateHistories } from "./state-histories.ts";

const dayMs = 86_400_000;
const days = 90;

/** What the hourly analysis found out about a monitor, and its last 90 UTC days, today included, oldest first. */
export async function readAnalysis(
  deps: Pick<ConfigDeps, "db" | "now">,
  actor: Actor,
  input: { monitorId: string },
): Promise<{ findings: FindingRow[]; days: (StateMs & { atMs: number })[] }> {
  const monitor = await findMonitor(deps, actor, input.monitorId);
  const untilMs = (Math.floor(deps.now() / dayMs) + 1) * dayMs;
  const [findings, histories] = await Promise.all([
    deps.db.findings.ofMonitor(actor.teamId, monitor.compatNumber),
    stateHistories(deps.db, [monitor], untilMs - days * dayMs),
  ]);
  const history = histories.get(monitor.compatNumber);
  if (history === undefined) throw new Error(`no history of monitor ${monitor.compatNumber}`);
  // The rest of today has not happened: it must not count as up.
  const future = [{ fromMs: deps.now(), untilMs: Infinity, kind: "missed" as const }];
  const bars = barsOf({ ...history, gaps: [...history.gaps, ...future] }, { untilMs, widthMs: dayMs, count: days });
  return { findings, days: bars };
}
