import type { Wording } from "@vedette/core/language";
import type { AlertMessage } from "@vedette/core/alert";
import type { HealthState, Severity } from "@vedette/core/health";
import type { HoldReason } from "@vedette/core/hold";
import type { ConfirmationPolicy } from "@vedette/core/monitor";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import type { Quorum } from "@vedette/core/quorum-rule";
import type { Evidence, ReasonCode } from "@vedette/core/probe-result";
import type { VerdictKind } from "@vedette/core/verdict";
import type { GapKind } from "@vedette/db/gaps";
import type { DeliveryOutcome } from "@vedette/db/outbox";
import { Table } from "./transaction.ts";

/** Moments are milliseconds of the database's clock. */
export type MonitorRow = {
  no: number;
  id: string;
  name: string;
  spec: ActiveSpec;
  intervalMs: number;
  policy: ConfirmationPolicy;
  locationNos: number[];
  quorum: Quorum;
  parentNos: number[];
};
export type ScheduleRow = { monitorNo: number; locationNo: number; intervalMs: number; phaseMs: number; nextDueMs: number };
export type BatchRow = {
  id: number;
  locationNo: number;
  monitorNos: number[];
  dueMs: number[];
  isVersioned: boolean;
  fence: number;
  leaseUntilMs: number;
  isExtra: boolean;
};
export type ResultRow = {
  monitorNo: number;
  locationNo: number;
  dueMs: number;
  lateMs: number;
  verdict: VerdictKind;
  code: ReasonCode | null;
  reason: string;
  evidence: Evidence | null;
  /** No column: of which batch it came, for those who watch. */
  batchId: string | null;
};
export type GapRow = { monitorNo: number; locationNo: number; fromMs: number; untilMs: number; ticks: number; kind: GapKind };
export type StateRow = { monitorNo: number; state: HealthState; unplayedFromMs: number | null };
export type LocationStateRow = StateRow & { locationNo: number };
export type BlipRow = { monitorNo: number; fromMs: number; untilMs: number; failures: number };
export type IncidentRow = {
  id: string;
  number: number;
  monitorNo: number;
  severity: Severity;
  summary: Wording;
  startedMs: number;
  confirmedMs: number;
  endedMs: number | null;
  closedMs: number | null;
  heldFor: HoldReason | null;
  lastSeq: number;
};
export type IncidentEventRow = { incidentId: string; seq: number; kind: "opened" | "raised" | "told" | "resolved"; atMs: number };
export type ChannelRow = { id: string; sealed: Buffer; isEnabled: boolean };
export type OutboxRow = {
  id: string;
  key: string;
  channelId: string;
  incidentId: string;
  seq: number;
  message: AlertMessage;
  createdMs: number;
  nextAttemptMs: number;
  leaseUntilMs: number | null;
  fence: number;
  attempts: number;
  settledMs: number | null;
  outcome: DeliveryOutcome | null;
};

export const placeOf = (monitorNo: number, locationNo: number) => `${monitorNo}@${locationNo}`;
export const checkOf = (monitorNo: number, locationNo: number, dueMs: number) => `${monitorNo}@${locationNo}@${dueMs}`;

/** The tables of the road, each with its primary key. Configuration does not change, and is one team's. */
export function createTables(team: { id: string; name: string; slug: string }) {
  return {
    team,
    monitors: new Map<number, MonitorRow>(),
    locationNames: new Map<number, string>(),
    teams: new Table<{ lastNumber: number }>("teams"),
    schedules: new Table<ScheduleRow>("schedules"),
    batches: new Table<BatchRow>("batches"),
    results: new Table<ResultRow>("results", (row) => placeOf(row.monitorNo, row.locationNo)),
    gaps: new Table<GapRow>("gaps"),
    states: new Table<StateRow>("monitor_states"),
    locationStates: new Table<LocationStateRow>("location_states"),
    blips: new Table<BlipRow>("blips"),
    incidents: new Table<IncidentRow>("incidents"),
    /** The partial unique index: one open incident per monitor. */
    openIncidents: new Table<{ id: string }>("incidents_one_open"),
    incidentEvents: new Table<IncidentEventRow>("incident_events"),
    channels: new Table<ChannelRow>("channels"),
    outbox: new Table<OutboxRow>("outbox"),
    outboxKeys: new Table<{ id: string }>("outbox_key_key"),
    /** Sequences are not undone with a transaction. */
    lastBatchId: 0,
  };
}
export type Tables = ReturnType<typeof createTables>;
