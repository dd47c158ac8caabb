import type { ClaimedBatch } from "@vedette/db/schedules";
import type { RoadDeps } from "./deps.ts";

/** One claim is at most this many checks: enough to make the transaction cheap, few enough to share between workers. */
export const batchSize = 500;
/** A batch whose worker died is taken over after this long; a living worker renews well before. */
export const batchLeaseMs = 10_000;
/** A fresh batch waits this long for its doorbell before the sweeper rings again. */
const doorbellMs = 3_000;

/** Enough for several workers between two doorbells. More would wait until their next tick has come, and be claimed for nothing. */
const maxUntaken = 4;

/** Claims every check of the location that is due, batch by batch. Two workers at once claim different checks. */
export async function* claimDue(deps: RoadDeps, locationNo: number): AsyncGenerator<ClaimedBatch> {
  for (;;) {
    const batch = await deps.db.schedules.claimDue(locationNo, batchSize, doorbellMs, maxUntaken);
    await deps.step("claimed");
    if (batch === null) return;
    yield batch;
    if (batch.size < batchSize) return;
  }
}
