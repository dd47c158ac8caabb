import type { Actor } from "@vedette/core/access";
import { barsOf } from "@vedette/core/bars";
import type { FindingRow } from "@vedette/core/finding-row";
import type { Share, StateMs } from "@vedette/core/monitor-record";
import { spansOf, uptimeOf } from "@vedette/core/uptime-definition";
import type { ConfigDeps } from "./config-deps.ts";
import { findMonitor } from "./read-monitors.ts";
import { stateHistories } from "./state-histories.ts";

const dayMs = 86_400_000;
const days = 90;

/** One UTC day, with what the team's definition makes of it. */
export type DayFigures = StateMs & { atMs: number; uptime: Share };

/** What the hourly analysis found out about a monitor, and its last 90 UTC days, today included, oldest first. */
export async function readAnalysis(
  deps: Pick<ConfigDeps, "db" | "now">,
  actor: Actor,
  input: { monitorId: string },
): Promise<{ findings: FindingRow[]; days: DayFigures[] }> {
  const monitor = await findMonitor(deps, actor, input.monitorId);
  const untilMs = (Math.floor(deps.now() / dayMs) + 1) * dayMs;
  const fromMs = untilMs - days * dayMs;
  const [findings, histories, definition] = await Promise.all([
    deps.db.findings.ofMonitor(actor.teamId, monitor.compatNumber),
    stateHistories(deps.db, [monitor], fromMs),
    deps.db.uptime.definition(actor.teamId),
  ]);
  const no = monitor.compatNumber;
  const checks =
    definition.weighting === "checks" ? (await deps.db.uptime.checksOf([no], 3_600, { fromMs, toMs: untilMs })).get(no) : undefined;
  const history = histories.get(monitor.compatNumber);
  if (history === undefined) throw new Error(`no history of monitor ${monitor.compatNumber}`);
  // The rest of today has not happened: it must not count as up.
  const nowMs = deps.now();
  const future = [{ fromMs: nowMs, untilMs: Infinity, kind: "missed" as const }];
  const bars = barsOf({ ...history, gaps: [...history.gaps, ...future] }, { untilMs, widthMs: dayMs, count: days });
  const uptime = (atMs: number) =>
    uptimeOf(definition, spansOf(definition, { fromMs: atMs, toMs: Math.min(atMs + dayMs, nowMs) }), history, checks ?? []);
  return { findings, days: bars.map((bar) => ({ ...bar, uptime: uptime(bar.atMs) })) };
}
