import { applyEffects } from "./apply-effects.ts";
import type { RoadDeps } from "./deps.ts";
import { judgeHeartbeats } from "./judge-heartbeats.ts";
import { turnStates } from "./turn-states.ts";
import { wakeIncidents } from "./wake-incidents.ts";

/** `messages`: closed without being sent. `ticks`: checks recorded as not made, those under way at the time of the backup included. */
export type Settled = { messages: number; ticks: number };

/**
 * Makes a restored database one that may be started: what has been since the backup at `takenAtMs` is time without data, nothing is left
 * under way, no message that waited then is ever sent, and pages get versions that no edge has seen. Incidents that were open stay so until
 * a check ends them. To be called before anything else uses the database; a second call only covers the time since the first.
 */
export async function settleRestored(deps: RoadDeps, takenAtMs: number): Promise<Settled> {
  const ticks = await deps.db.transaction(async (tx) => {
    const lost = await tx.restored.loseClaims();
    const missed = await tx.restored.missTicks();
    await tx.restored.wasDeaf();
    await applyEffects(tx, deps, await turnStates(tx, await tx.results.conclusiveSince(await tx.restored.unplayed())));
    await tx.restored.forgetErrands();
    await tx.restored.skipVersions(takenAtMs);
    return lost + missed;
  });
  // What was heard before the backup was judged, and told, a moment after it.
  await judgeHeartbeats(deps);
  await wakeIncidents(deps);
  return { ticks, messages: await deps.db.transaction((tx) => tx.restored.closeMessages()) };
}
