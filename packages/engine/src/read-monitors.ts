import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { barsOf } from "@vedette/core/bars";
import type { Bar, MonitorDetail, MonitorHealth, MonitorRecord, MonitorRow, StateMs } from "@vedette/core/monitor-record";
import type { LiveFacts } from "@vedette/db/live-facts";
import type { ConfigDeps } from "./config-deps.ts";
import { stateHistories } from "./state-histories.ts";

type Deps = Pick<ConfigDeps, "db" | "now">;

const halfHourMs = 1_800_000;
const barCount = 48;
const latencyChecks = 100;
/** The newest check of a monitor may be a day old, and late. */
const lookBackMs = 26 * 3_600_000;

const unknown: MonitorHealth = { confirmed: "unknown", sinceMs: null, certificateExpiresAtMs: null };
const noFacts: LiveFacts = { health: unknown, nextDueAtMs: null, openIncidentId: null };

/** All monitors of the team with what the list shows of each, sorted by name. The number of queries does not grow with them. */
export async function readMonitors(deps: Deps, actor: Actor): Promise<MonitorRow[]> {
  authorize(actor, "monitor:read");
  const monitors = await deps.db.config.monitors.list(actor.teamId);
  const nos = monitors.map((monitor) => monitor.compatNumber);
  const untilMs = deps.now();
  const fromMs = untilMs - barCount * halfHourMs;
  const [facts, latest, latency, histories] = await Promise.all([
    deps.db.liveFacts.ofTeam(actor.teamId),
    deps.db.checks.latest(nos, untilMs - lookBackMs),
    deps.db.checks.latency(nos, fromMs, latencyChecks),
    stateHistories(deps.db, monitors, fromMs),
  ]);
  return monitors.map((monitor) => {
    const no = monitor.compatNumber;
    const history = histories.get(no);
    const lastCheck = latest.get(no) ?? null;
    const seen = history === undefined ? [] : barsOf(history, { untilMs, widthMs: halfHourMs, count: barCount });
    // Before its first check nothing is known of a monitor, and nothing known is not up.
    const isUnseen = lastCheck === null && (facts.get(no) ?? noFacts).health.confirmed === "unknown";
    const bars = isUnseen ? seen.map(unseen) : seen;
    return {
      ...headOf(monitor),
      ...(facts.get(no) ?? noFacts),
      lastCheck,
      bars: bars.map((bar) => bar.state),
      latency: latency.get(no) ?? { n: 0, p50Us: null, p95Us: null, p99Us: null },
      uptime: sumOf(bars),
    };
  });
}

/** One monitor with all that is configured and known of it now. */
export async function readMonitor(deps: Deps, actor: Actor, input: { monitorId: string }): Promise<MonitorDetail> {
  const monitor = await findMonitor(deps, actor, input.monitorId);
  const no = monitor.compatNumber;
  const [facts, latest] = await Promise.all([
    deps.db.liveFacts.ofTeam(actor.teamId, no),
    deps.db.checks.latest([no], deps.now() - lookBackMs),
  ]);
  return { ...monitor, ...(facts.get(no) ?? noFacts), lastCheck: latest.get(no) ?? null };
}

/** The monitor of the actor's team; an unknown, a foreign and a deleted one are `not_found` alike. */
export async function findMonitor(deps: Pick<Deps, "db">, actor: Actor, monitorId: string): Promise<MonitorRecord> {
  authorize(actor, "monitor:read");
  const monitor = await deps.db.config.monitors.find({ teamId: actor.teamId, id: monitorId });
  if (monitor === null) throw notFound("monitor");
  return monitor;
}

export function sumOf(times: readonly StateMs[]): StateMs {
  const sum = { upMs: 0, degradedMs: 0, downMs: 0, maintenanceMs: 0, noDataMs: 0, pausedMs: 0 };
  for (const time of times) {
    sum.upMs += time.upMs;
    sum.degradedMs += time.degradedMs;
    sum.downMs += time.downMs;
    sum.maintenanceMs += time.maintenanceMs;
    sum.noDataMs += time.noDataMs;
    sum.pausedMs += time.pausedMs;
  }
  return sum;
}

function unseen(bar: Bar): Bar {
  return { ...bar, state: bar.state === "up" ? "no_data" : bar.state, upMs: 0, noDataMs: bar.noDataMs + bar.upMs };
}

function headOf(monitor: MonitorRecord) {
  const { spec, policy: _policy, channels: _channels, ...head } = monitor;
  return { ...head, kind: spec.kind };
}
