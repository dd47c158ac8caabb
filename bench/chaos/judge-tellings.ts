import type { DeliveryLine } from "./logs.ts";
import type { Alert, Incident } from "./record.ts";

/**
 * Whoever was told that it broke was told that it ended, in this order; what was told twice bore the same id. Of a monitor that flaps, from
 * its fourth incident within an hour on, nobody is told.
 */
export function tellings(incidents: readonly Incident[], alerts: readonly Alert[], deliveries: readonly DeliveryLine[]) {
  const violations: string[] = [];
  const taken = deliveries.filter((delivery) => delivery.answer === "taken");
  const known = new Set(alerts.map((alert) => alert.id));
  let held = 0;
  for (const delivery of deliveries) if (!known.has(delivery.id)) violations.push(`${delivery.id} was sent and is not in the outbox`);
  for (const incident of incidents) {
    const mine = taken.filter((delivery) => delivery.incidentId === incident.id);
    const at = (type: string) => mine.filter((delivery) => delivery.type === type);
    const [opened, resolved] = [at("incident.opened"), at("incident.resolved")];
    if (incident.held_for !== null) {
      held += 1;
      const hourBefore = incident.start_ms - 3_600_000;
      const before = incidents.filter(
        (other) => other.monitor_id === incident.monitor_id && other.start_ms < incident.start_ms && other.start_ms > hourBefore,
      ).length;
      if (incident.held_for !== "flapping" || before < 3) violations.push(`incident ${incident.id} was held without a reason`);
      if (mine.length > 0) violations.push(`somebody was told of incident ${incident.id}, which is held`);
      continue;
    }
    if (opened.length === 0) violations.push(`nobody was told that incident ${incident.id} began`);
    if (incident.end_ms !== null && resolved.length === 0) violations.push(`nobody was told that incident ${incident.id} ended`);
    if (Math.min(...resolved.map((one) => one.atMs)) < Math.min(...opened.map((one) => one.atMs)))
      violations.push(`the end of incident ${incident.id} was told before its beginning`);
    for (const same of [opened, resolved])
      if (new Set(same.map((one) => one.id)).size > 1) violations.push(`incident ${incident.id} was told under several ids`);
  }
  const distinct = new Set(taken.map((delivery) => delivery.id)).size;
  return { violations, figures: { held, alertsTaken: distinct, alertsTakenAgain: taken.length - distinct } };
}
