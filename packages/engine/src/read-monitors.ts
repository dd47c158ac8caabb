import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { barLetters, barsOf, encodeBars } from "@vedette/core/bars";
import type {
  Bar,
  ListLatency,
  LocationHealth,
  MonitorDetail,
  MonitorHealth,
  MonitorRecord,
  MonitorRow,
} from "@vedette/core/monitor-record";
import { isActive } from "@vedette/core/monitor-spec";
import { freshForMs } from "@vedette/core/quorum";
import type { StateHistory } from "@vedette/core/time-in-state";
import { type CheckBucket, spansOf, uptimeOf } from "@vedette/core/uptime-definition";
import type { LiveFacts } from "@vedette/db/live-facts";
import type { ConfigDeps } from "./config-deps.ts";
import { stateHistories } from "./state-histories.ts";

type Deps = Pick<ConfigDeps, "db" | "now">;

const halfHourMs = 1_800_000;
const barCount = 48;
const dayMs = barCount * halfHourMs;
const noUptime = { up: 0, counted: 0 };
const quietBars = barLetters.up.repeat(barCount);
const latencyChecks = 100;
/** The newest check of a monitor may be a day old, and late. */
const lookBackMs = 26 * 3_600_000;
/** Our clock need not be the database's. */
const lookAheadMs = 3_600_000;

const unknown: MonitorHealth = { confirmed: "unknown", sinceMs: null, certificateExpiresAtMs: null };
const noFacts: LiveFacts = { health: unknown, nextDueAtMs: null, openIncidentId: null, maintenance: null };

/**
 * All monitors of the team with what the list shows of each, sorted by name. The number of queries does not grow with them, and what a
 * screen needs besides, such as latencies, is asked for apart.
 */
export async function readMonitors(deps: Deps, actor: Actor): Promise<MonitorRow[]> {
  authorize(actor, "monitor:read");
  const monitors = await deps.db.monitorRows.facts(actor.teamId);
  const nos = monitors.map((monitor) => monitor.compatNumber);
  const untilMs = deps.now();
  const fromMs = untilMs - dayMs;
  const [latest, histories, definition] = await Promise.all([
    deps.db.checks.latestDue(nos, untilMs - lookBackMs, untilMs + lookAheadMs),
    stateHistories(deps.db, monitors, fromMs),
    deps.db.uptime.definition(actor.teamId),
  ]);
  const window = { fromMs, toMs: untilMs };
  const checks = definition.weighting === "checks" ? await deps.db.uptime.checksOf(nos, 3_600, window) : new Map<number, CheckBucket[]>();
  const spans = spansOf(definition, window);
  return monitors.map((monitor) => {
    const { id, name, target, kind, tags, pausedAtMs, isInMaintenance, compatNumber: no, confirmed, certificateExpiresAtMs } = monitor;
    const history = histories.get(no);
    const lastCheckAtMs = latest.get(no) ?? null;
    // Before its first check nothing is known of a monitor, and nothing known is not up.
    const isUnseen = lastCheckAtMs === null && confirmed === "unknown";
    return {
      id,
      name,
      target,
      kind,
      tags,
      pausedAtMs,
      isInMaintenance,
      health: { confirmed, certificateExpiresAtMs },
      lastCheckAtMs,
      bars: history === undefined ? "" : barLettersOf(history, isUnseen, untilMs),
      uptime: history === undefined || isUnseen ? noUptime : uptimeOf(definition, spans, history, checks.get(no) ?? []),
    };
  });
}

function barLettersOf(history: StateHistory, isUnseen: boolean, untilMs: number): string {
  const isQuiet = history.incidents.length + history.gaps.length + history.maintenances.length + history.exclusions.length === 0;
  // Most monitors, most days: of 10,000 the bars would be half a million.
  if (isQuiet && !isUnseen && history.existsFromMs <= untilMs - dayMs) return quietBars;
  const bars = barsOf(history, { untilMs, widthMs: halfHourMs, count: barCount });
  return encodeBars((isUnseen ? bars.map(unseen) : bars).map((bar) => bar.state));
}

/** How fast the team's monitors answered lately. Reads a hundred checks of each, so it is not for every second. */
export async function readListLatency(deps: Deps, actor: Actor): Promise<ListLatency> {
  authorize(actor, "monitor:read");
  const monitors = await deps.db.monitorRows.numbers(actor.teamId);
  const nos = monitors.map((monitor) => monitor.compatNumber);
  const latency = await deps.db.checks.latency(nos, deps.now() - dayMs, latencyChecks);
  return Object.fromEntries(
    monitors.flatMap(({ id, compatNumber }) => {
      const found = latency.get(compatNumber);
      return found === undefined ? [] : [[id, found]];
    }),
  );
}

/** One monitor with all that is configured and known of it now. */
export async function readMonitor(deps: Deps, actor: Actor, input: { monitorId: string }): Promise<MonitorDetail> {
  const monitor = await findMonitor(deps, actor, input.monitorId);
  const no = monitor.compatNumber;
  const [facts, lastCheck, locations] = await Promise.all([
    deps.db.liveFacts.ofMonitor(actor.teamId, no),
    deps.db.checks.latest(no, deps.now() - lookBackMs),
    locationsOf(deps, monitor),
  ]);
  return { ...monitor, ...(facts ?? noFacts), lastCheck, locations };
}

/** What each of several locations sees; one that has not looked lately cannot tell. */
async function locationsOf(deps: Deps, { compatNumber, locationNos, spec, intervalMs }: MonitorRecord): Promise<LocationHealth[]> {
  if (locationNos.length < 2) return [];
  const sinceMs = deps.now() - freshForMs(intervalMs, isActive(spec) ? spec.timeoutMs : 0);
  const states = await deps.db.states.ofLocations([{ monitorNo: compatNumber, sinceMs }]);
  return states.map(({ locationNo: no, name, state, lookedMs, isUnwell }) => ({
    no,
    name,
    confirmed: lookedMs.length === 0 ? "unknown" : (state?.confirmed ?? "up"),
    seenAtMs: lookedMs.at(-1) ?? null,
    isUnwell,
  }));
}

/** The monitor of the actor's team; an unknown, a foreign and a deleted one are `not_found` alike. */
export async function findMonitor(deps: Pick<Deps, "db">, actor: Actor, monitorId: string): Promise<MonitorRecord> {
  authorize(actor, "monitor:read");
  const monitor = await deps.db.config.monitors.find({ teamId: actor.teamId, id: monitorId });
  if (monitor === null) throw notFound("monitor");
  return monitor;
}

function unseen(bar: Bar): Bar {
  return { ...bar, state: bar.state === "up" ? "no_data" : bar.state, upMs: 0, noDataMs: bar.noDataMs + bar.upMs };
}
