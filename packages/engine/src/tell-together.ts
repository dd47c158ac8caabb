import { bundleOf } from "@vedette/core/bundle";
import type { RoadDeps } from "./deps.ts";

/** Of one transaction. */
const most = { channels: 50, messages: 2_000 };
/** One message names at most this many incidents. */
const perMessage = 500;

/**
 * Sends what waited to be told together: of each channel one message that names every incident. Of two callers at once each takes other
 * channels; a crash leaves everything waiting. Returns the ids of the outbox rows to announce.
 */
export async function tellTogether(deps: Pick<RoadDeps, "db" | "step">): Promise<string[]> {
  return await deps.db.transaction(async (tx) => {
    const due = await tx.heldMessages.lockDue(most.channels, most.messages);
    if (due.length === 0) return [];
    const nowMs = await tx.publishing.nowMs();
    const bundles = [...Map.groupBy(due, (held) => held.channelId).values()].flatMap((ofChannel) =>
      portionsOf([...Map.groupBy(ofChannel, (held) => held.incidentId).values()]).map((incidents) => {
        const rows = incidents.flat();
        const message = bundleOf(
          rows.map((row) => row.message),
          nowMs,
        );
        const lead = rows.find((row) => row.message.id === message.id);
        if (lead === undefined) throw new Error("a bundle is about none of its incidents");
        return { leadId: lead.id, message, otherIds: rows.flatMap((row) => (row === lead ? [] : [row.id])) };
      }),
    );
    await tx.heldMessages.release(bundles);
    await deps.step("outbox-appended");
    return bundles.map((bundle) => bundle.leadId);
  });
}

function portionsOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / perMessage) }, (_, i) => all.slice(i * perMessage, (i + 1) * perMessage));
}
