import type { Share } from "./monitor-record.ts";
import type { UptimeDefinition } from "./uptime-definition.ts";

/** The published, versioned state of a page: all that a visitor can see, and nothing else. Times are ISO 8601, UTC. */
export const componentStatuses = ["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"] as const;
export type ComponentStatus = (typeof componentStatuses)[number];
export type Impact = "none" | "minor" | "major" | "critical";
export const incidentStatuses = ["investigating", "identified", "monitoring", "resolved"] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];
/** `Investigating`. */
export const statusWord = (status: IncidentStatus) => status.charAt(0).toUpperCase() + status.slice(1);

/**
 * Integer milliseconds of one day in the page's time zone; they sum exactly to the part of the day that has passed. `noDataMs` holds
 * pauses too. `uptime`: what the page's definition makes of the day.
 */
export type DayUptime = {
  date: string;
  upMs: number;
  degradedMs: number;
  downMs: number;
  maintenanceMs: number;
  noDataMs: number;
  excludedMs: number;
  uptime: Share;
};

export type SnapshotComponent = {
  id: string;
  name: string;
  description: string | null;
  groupId: string | null;
  position: number;
  /** null: no monitor feeds it yet, or none has reported; shown as "no data" and as operational in Statuspage's JSON. */
  status: ComponentStatus | null;
  showUptime: boolean;
  /** Oldest first, at most 90 days, today included. */
  days: DayUptime[];
  createdAt: string;
  updatedAt: string;
};

export type SnapshotIncident = {
  id: string;
  name: string;
  /** `resolved` exactly when it is closed; before that what the newest update says. */
  status: IncidentStatus;
  impact: Impact;
  startedAt: string;
  createdAt: string;
  updatedAt: string;
  monitoringAt: string | null;
  resolvedAt: string | null;
  componentIds: string[];
  /** What checks and people said, newest first. `editedAt` null: its words are those that were posted. */
  updates: { id: string; status: IncidentStatus; body: string; createdAt: string; editedAt: string | null }[];
};

/** For how long after its end a page shows an incident. */
export const shownAfterEndMs = 14 * 86_400_000;

/**
 * Uptimes of a page and of its groups are those of all monitors of the components that show theirs, taken together, over all days.
 * `unseenMs`: the time without data of these days, where that is more than a twentieth of them, else 0.
 */
type JointUptime = { uptime: Share; unseenMs: number };

export type Snapshot = {
  /** Grows with every publication of this page, by at least 1. */
  version: number;
  publishedAt: string;
  page: {
    id: string;
    slug: string;
    name: string;
    description: string | null;
    timeZone: string;
    url: string;
    definition: UptimeDefinition;
  } & JointUptime;
  groups: ({ id: string; name: string; position: number } & JointUptime)[];
  components: SnapshotComponent[];
  /** Open ones first, then the resolved ones of the last 14 days, newest first; at most 50. */
  incidents: SnapshotIncident[];
};
