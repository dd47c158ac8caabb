import type { Actor } from "@vedette/core/access";
import type { MonitorFigures, RangeFigures, SeriesRange } from "@vedette/core/series";
import { rangeMs } from "@vedette/core/series";
import { timeInStates } from "@vedette/core/time-in-state";
import { spansOf, uptimeOf } from "@vedette/core/uptime-definition";
import type { ConfigDeps } from "./config-deps.ts";
import { latencyBetween } from "./read-latency-series.ts";
import { findMonitor } from "./read-monitors.ts";
import { stateHistories } from "./state-histories.ts";

const dayMs = 86_400_000;

/** Uptime and latency of a range and of the equal range before it. Uptime is exact to the millisecond, as the team defines it. */
export async function readMonitorFigures(
  deps: Pick<ConfigDeps, "db" | "now">,
  actor: Actor,
  input: { monitorId: string; range: SeriesRange },
): Promise<MonitorFigures> {
  const monitor = await findMonitor(deps, actor, input.monitorId);
  const no = monitor.compatNumber;
  const untilMs = deps.now();
  const middleMs = untilMs - rangeMs[input.range];
  const fromMs = middleMs - rangeMs[input.range];
  const [histories, definition, kept] = await Promise.all([
    stateHistories(deps.db, [monitor], fromMs),
    deps.db.uptime.definition(actor.teamId),
    deps.db.config.teams.retention(actor.teamId),
  ]);
  const whole = histories.get(no);
  if (whole === undefined) throw new Error(`no history of monitor ${no}`);
  // Of what is forgotten nobody knows any more whether it was up.
  const keptFromMs = kept.historyDays === null ? 0 : untilMs - kept.historyDays * dayMs;
  const history = { ...whole, existsFromMs: Math.max(whole.existsFromMs, keptFromMs) };

  const bucketS = rangeMs[input.range] < rangeMs["24h"] ? 300 : 3_600;
  const checks =
    definition.weighting === "checks" ? (await deps.db.uptime.checksOf([no], bucketS, { fromMs, toMs: untilMs })).get(no) : undefined;

  const figures = async (window: { fromMs: number; toMs: number }): Promise<RangeFigures> => {
    const time = timeInStates(window, history);
    const { n, p50Us, p95Us, p99Us } = await latencyBetween(deps.db, no, input.range, window.fromMs, window.toMs);
    const uptime = uptimeOf(definition, spansOf(definition, window), history, checks ?? []);
    const incidents = history.incidents.filter(
      (incident) => incident.startedAtMs >= window.fromMs && incident.startedAtMs < window.toMs,
    ).length;
    return { n, p50Us, p95Us, p99Us, ...time, uptime, incidents };
  };
  const [now, before] = await Promise.all([figures({ fromMs: middleMs, toMs: untilMs }), figures({ fromMs, toMs: middleMs })]);
  return { range: input.range, definition, now, before };
}
