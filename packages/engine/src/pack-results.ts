import type { Db } from "@vedette/db/db";

const monitorsPerStep = 20;

/**
 * Packs the results of days that have been over for two days: a third of the bytes. Each step is one transaction, so it may run twice, at
 * once, or die at any moment, and whoever reads sees every result once. Late results are packed by a later call.
 */
export async function packResults({ db }: { db: Db }): Promise<void> {
  for (const day of await db.packedResults.daysToPack()) {
    await db.packedResults.makeRoom(day);
    for (let last: number | null = 0; last !== null;) {
      const after: number = last;
      last = await db.transaction(async (tx) => await tx.packedResults.pack(day, after, monitorsPerStep));
    }
    await db.packedResults.giveBack(day);
  }
}
