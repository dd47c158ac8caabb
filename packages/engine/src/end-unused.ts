import type { TellFailingDeps } from "./tell-failing.ts";
import type { RoadDeps } from "./deps.ts";
import { tellEnd } from "./tell-working.ts";

/**
 * Ends the failing of channels that people have switched off or deleted: nothing is sent through them that could fail. Whoever was told that one
 * fails is told that it is not used. Should it be used again and fail, that is told anew. Of two callers one tells; doing it again changes nothing.
 */
export async function endUnused(deps: TellFailingDeps & Pick<RoadDeps, "db">): Promise<void> {
  await deps.db.transaction(async (tx) => {
    for (const stretch of await tx.outbox.endUnused()) await tellEnd(deps, tx, stretch);
  });
}
