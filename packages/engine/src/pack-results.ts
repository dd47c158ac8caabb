import type { Db } from "@vedette/db/db";

/** So many checks are about a minute's work. While a transaction lasts, dead rows of no table are cleaned up. */
const portion = 4_000_000;

/**
 * Packs the results of days that have been over for two days: a quarter of the bytes. Some monitors at a time, one transaction each, so it
 * may run twice, at once, or die at any moment, and whoever reads sees every result once. What is left of a day, and late results, are packed
 * by a later call.
 */
export async function packResults({ db }: { db: Db }, checksAtOnce = portion): Promise<void> {
  for (const day of await db.packedResults.daysToPack()) {
    await db.packedResults.makeRoom(day);
    for (const range of await db.packedResults.ranges(checksAtOnce)) {
      if (!(await db.transaction(async (tx) => await tx.packedResults.pack(day, range)))) return;
    }
    await db.packedResults.giveBack(day);
  }
}
