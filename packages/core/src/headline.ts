import type { ComponentStatus, Impact, Snapshot } from "./snapshot.ts";

/** Statuspage's indicator and description: the worst of all components and all open incidents, never better. */
export type Headline = { indicator: Impact; description: string };

const impacts: readonly Impact[] = ["none", "minor", "major", "critical"];
const impactOfStatus: Record<ComponentStatus, Impact> = {
  operational: "none",
  under_maintenance: "none",
  degraded_performance: "minor",
  partial_outage: "major",
  major_outage: "critical",
};
const descriptions: Record<Impact, string> = {
  none: "All Systems Operational",
  minor: "Partially Degraded Service",
  major: "Partial System Outage",
  critical: "Major System Outage",
};

export function headlineOf(snapshot: Pick<Snapshot, "components" | "incidents">): Headline {
  const open = snapshot.incidents.filter((incident) => incident.status !== "resolved").map((incident) => incident.impact);
  const shown = snapshot.components.map((component) => (component.status === null ? "none" : impactOfStatus[component.status]));
  const worst = Math.max(0, ...[...open, ...shown].map((impact) => impacts.indexOf(impact)));
  const indicator = impacts[worst] ?? "none";
  if (indicator === "none" && snapshot.components.some((component) => component.status === "under_maintenance")) {
    return { indicator, description: "Service Under Maintenance" };
  }
  return { indicator, description: descriptions[indicator] };
}
