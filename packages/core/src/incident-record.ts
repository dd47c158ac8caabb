import type { AlertType } from "./alert.ts";
import type { HoldReason } from "./hold.ts";
import type { Severity } from "./health.ts";

/** An incident as lists show it. Times are milliseconds since the epoch; `endedAtMs` null while it is open. */
export type IncidentRow = {
  id: string;
  number: number;
  severity: Severity;
  summary: string;
  monitor: { id: string; name: string; target: string };
  ruleId: string | null;
  /** Why nobody was told; null: whoever should be was. */
  heldFor: HoldReason | null;
  startedAtMs: number;
  confirmedAtMs: number;
  endedAtMs: number | null;
  acknowledgedAtMs: number | null;
  acknowledgedBy: { id: string; name: string } | null;
  /** The channel by whose link or button it was acknowledged, and what its service calls who pressed; null: in the UI. */
  acknowledgedVia: { channel: string; who: string | null } | null;
  /** Nobody is told more until then; `untilResolvedMs` while it lasts. */
  snoozedUntilMs: number | null;
  /** The incident in which this one is dealt with. */
  mergedInto: IncidentRef | null;
  /** How many are dealt with in this one. */
  mergedN: number;
};
export type IncidentRef = { id: string; number: number };

export const incidentEventKinds = [
  "opened",
  "raised",
  "told",
  "routed",
  "acknowledged",
  "unacknowledged",
  "snoozed",
  "merged",
  "woken",
  "noted",
  "page_update",
  "resolved",
] as const;
export type IncidentEventKind = (typeof incidentEventKinds)[number];
export type IncidentEventRow = {
  seq: number;
  kind: IncidentEventKind;
  atMs: number;
  actor: { id: string; name: string } | null;
  data: Record<string, unknown>;
};

/** One message to one channel, with its newest attempt. `outcome` null while it is still being tried. */
export type DeliveryRow = {
  id: string;
  type: AlertType;
  channel: { id: string; name: string; kind: string } | null;
  incident: { id: string; number: number } | null;
  createdAtMs: number;
  settledAtMs: number | null;
  outcome: "delivered" | "refused" | "gave_up" | "channel_disabled" | "restored" | "grouped" | null;
  nextAttemptAtMs: number | null;
  attempts: DeliveryAttemptRow[];
};
export type DeliveryAttemptRow = {
  no: number;
  atMs: number;
  durationMs: number;
  ok: boolean;
  permanent: boolean;
  code: number | null;
  detail: string;
};

export type IncidentDetail = IncidentRow & {
  events: IncidentEventRow[];
  deliveries: DeliveryRow[];
  /** Those that are dealt with in this one, with their own timelines. */
  merged: (IncidentRow & { events: IncidentEventRow[] })[];
};
