import type { Tx } from "@vedette/db/db";
import type { EventRow } from "@vedette/db/incidents";
import { alertsOf } from "./alerts.ts";
import type { RoadDeps } from "./deps.ts";
import { route } from "./route.ts";

/**
 * Tells people of lines of timelines, inside the transaction that wrote them: whoever the policy that holds says, else the monitor's own
 * channels; of anything later whoever was told it began. Returns the ids of the outbox rows to announce, and whose monitors these were.
 */
export async function tell(
  tx: Tx,
  deps: Pick<RoadDeps, "newId" | "publicUrl">,
  events: readonly EventRow[],
): Promise<{ outboxIds: string[]; monitorIds: string[] }> {
  const contexts = await tx.incidents.contexts(events);
  const routings = await tx.routing.of([...new Set(contexts.map((context) => context.team.id))]);
  const routed = routings.length === 0 ? contexts : await route(tx, routings, contexts);
  const alerts = routed.flatMap((event) => alertsOf(event, deps.publicUrl, deps.newId));
  return {
    outboxIds: await tx.outbox.append(alerts),
    monitorIds: [...new Set(contexts.map((context) => context.monitor.id))],
  };
}
