import type { PingKind } from "./ping.ts";

/** One ping as a list shows it, as it came; what it did to the monitor stands in the monitor's checks. */
export type PingRow = {
  id: number;
  atMs: number;
  kind: PingKind;
  exitCode: number | null;
  /** Of one that ended a run: from its start. */
  runMs: number | null;
  rid: string | null;
  method: string;
  remote: string | null;
  agent: string | null;
  body: string | null;
};

/** Where pings go. Whoever knows one can ping. */
export type PingAddresses = {
  byId: string;
  /** By the team's key and the monitor's slug. */
  bySlug: string;
  /** For senders that speak Uptime Kuma. */
  push: string;
};

/** What is expected of a heartbeat, and what was heard of it. */
export type HeartbeatView = {
  /** Null: for readers who may not change the monitor. */
  addresses: PingAddresses | null;
  /** Null: nothing is expected before the first ping. */
  deadlineAtMs: number | null;
  heardAtMs: number | null;
  /** Runs that have begun and not ended. */
  runs: { rid: string | null; startedAtMs: number }[];
};
