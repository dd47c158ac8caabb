import type { Db } from "@vedette/db/db";

const rowsPerStep = 5_000;

/**
 * Deletes what teams keep for a shorter time than the instance does, a bounded number of rows at a time, so that nothing waits for long.
 * May run twice, at once, or die at any moment.
 */
export async function forgetOld({ db }: { db: Db }): Promise<void> {
  for (const { teamId, checksDays, historyDays } of await db.retention.teams()) {
    if (checksDays !== null) while ((await db.retention.forgetChecks(teamId, checksDays, rowsPerStep)) === rowsPerStep);
    if (historyDays !== null) while ((await db.retention.forgetHistory(teamId, historyDays, rowsPerStep)) === rowsPerStep);
  }
}
