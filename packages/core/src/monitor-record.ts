import type { ConfirmedHealth } from "./health.ts";
import type { ConfirmationPolicy } from "./monitor.ts";
import type { Quorum } from "./quorum-rule.ts";
import type { MonitorKind } from "./monitor-spec.ts";
import type { Evidence, PhasesUs, ReasonCode } from "./probe-result.ts";
import type { StoredSpec } from "./stored-spec.ts";
import type { VerdictKind } from "./verdict.ts";

/** A monitor as it is configured. Times are milliseconds since the epoch. */
export type MonitorRecord = {
  id: string;
  /** The stable integer that every hot table and every compatible dialect uses. */
  compatNumber: number;
  name: string;
  slug: string;
  /** What is watched, in one line: the address of an HTTP monitor. */
  target: string;
  spec: StoredSpec;
  intervalMs: number;
  policy: ConfirmationPolicy;
  /** `all`: every enabled channel of the team, also later ones. */
  channels: "all" | string[];
  /** The policy that names it; null: none does, or that was deleted. */
  alertPolicyId: string | null;
  /** Lower case, sorted. */
  tags: string[];
  /** From where it is looked at, ascending. */
  locationNos: number[];
  quorum: Quorum;
  /** Ids of what it depends on. */
  parents: string[];
  pausedAtMs: number | null;
  deletedAtMs: number | null;
  /** Grows with every edit; an edit names the version it was made from. */
  version: number;
  createdAtMs: number;
  updatedAtMs: number;
};

export type LocationRecord = { no: number; name: string };

/** What one location holds to be true of a monitor; `unknown` while it has not looked lately. */
export type LocationHealth = LocationRecord & { confirmed: ConfirmedHealth; seenAtMs: number | null; isUnwell: boolean };

/** What we hold to be true of a monitor after confirmation. */
export type MonitorHealth = { confirmed: ConfirmedHealth; sinceMs: number | null; certificateExpiresAtMs: number | null };

/** One check as a list shows it. `totalUs` and `phases` are microseconds; null where the check never got that far. */
export type CheckRow = {
  dueAtMs: number;
  locationNo: number;
  verdict: VerdictKind;
  reason: ReasonCode | null;
  status: number | null;
  totalUs: number | null;
  /** How long after its due time the check began. */
  lateMs: number;
  phases: { [Phase in keyof PhasesUs]: number | null };
};

/** What stands in the list of a monitor's checks: a check, or the stretch from its due time on in which nobody looked from there. */
export type ListedCheck = CheckRow & { gap: { untilMs: number; kind: "missed" | "lost" | "paused" } | null };

/** The place of a listed check. Two locations, or a gap and a check, may share a due time. */
export type CheckPlace = { dueAtMs: number; locationNo: number; isGap: boolean };

/** The last detailed look at a monitor that was up. */
export type LookRecord = { atMs: number; locationNo: number; evidence: Evidence };

/** One check with its evidence, which is kept only for checks that were not up. */
export type CheckDetail = CheckRow & { sentence: string; evidence: Evidence | null };

/** Milliseconds of one stretch of time by state; they sum to the part of it in which the monitor existed. */
export type StateMs = {
  upMs: number;
  degradedMs: number;
  downMs: number;
  maintenanceMs: number;
  noDataMs: number;
  pausedMs: number;
  /** What a person took out of the uptime. */
  excludedMs: number;
};

/** An uptime as an exact ratio: whole milliseconds, or checks where the definition counts those. `up` is never more than `counted`. */
export type Share = { up: number; counted: number };

/** The worst of what happened in a bar's stretch; `no_data` where nobody looked. */
export type BarState = "up" | "degraded" | "down" | "maintenance" | "no_data" | "paused" | "excluded";
export type Bar = { atMs: number; state: BarState } & StateMs;

/** Percentiles of the answers' total time, in microseconds, over `n` checks; null where there was none. */
export type LatencyUs = { n: number; p50Us: number | null; p95Us: number | null; p99Us: number | null };

/** A monitor where it is only named. */
export type MonitorName = Pick<MonitorRecord, "id" | "name" | "target">;

/** A monitor as the list of thousands shows it: as few bytes as that takes. */
export type MonitorRow = MonitorName & {
  kind: MonitorKind;
  tags: string[];
  pausedAtMs: number | null;
  isInMaintenance: boolean;
  health: Pick<MonitorHealth, "confirmed" | "certificateExpiresAtMs">;
  lastCheckAtMs: number | null;
  /** The last 24 h in 48 half hours, oldest first, one letter each: see `barLetters`. */
  bars: string;
  /** Over the last 24 h, as the team defines it. */
  uptime: Share;
};

/** Percentiles by monitor id, over the newest 100 answered checks of the last 24 h; a monitor without any is left out. */
export type ListLatency = Record<string, { p50Us: number; p95Us: number }>;

export type MonitorDetail = MonitorRecord & {
  health: MonitorHealth;
  /** Where several look at it: what each of them sees. */
  locations: LocationHealth[];
  lastCheck: CheckRow | null;
  nextDueAtMs: number | null;
  openIncidentId: string | null;
  /** The maintenance that goes on now; null: none does. */
  maintenance: { title: string; untilMs: number } | null;
};
