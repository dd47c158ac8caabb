import type { ConfirmedHealth } from "./health.ts";
import type { IncidentRow } from "./incident-record.ts";

/** The front page of a team in one value: what is broken first, then what may break next. */
export type OverviewRecord = {
  monitors: Record<ConfirmedHealth | "paused", number> & { total: number };
  openIncidents: IncidentRow[];
  lastIncidentEndedAtMs: number | null;
  /** By p95 of the last 24 h, slowest first, at most 5; `beforeUs` is the p95 of the week before the last. */
  slowest: { monitor: { id: string; name: string; target: string }; n: number; p95Us: number; beforeUs: number | null }[];
  /** Certificates that run out within 30 days, soonest first. */
  certificates: { monitor: { id: string; name: string; target: string }; expiresAtMs: number }[];
  /** Of the last 24 h. */
  delivery: {
    delivered: number;
    failed: number;
    waiting: number;
    oldestWaitingAtMs: number | null;
    failingChannels: { id: string; name: string; sinceMs: number }[];
  };
  /** How many enabled channels exist: with 0 nobody would be told. */
  channels: number;
  pages: { published: number; total: number };
};
