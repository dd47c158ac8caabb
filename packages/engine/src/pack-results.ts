import type { Db } from "@vedette/db/db";

/**
 * Packs the results of days that have been over for two days: a quarter of the bytes. Each day is one transaction, so it may run twice, at
 * once, or die at any moment, and whoever reads sees every result once. Late results are packed by a later call.
 */
export async function packResults({ db }: { db: Db }): Promise<void> {
  for (const day of await db.packedResults.daysToPack()) {
    await db.packedResults.makeRoom(day);
    await db.transaction(async (tx) => await tx.packedResults.pack(day));
    await db.packedResults.giveBack(day);
  }
}
