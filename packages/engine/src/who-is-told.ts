import type { Db } from "@vedette/db/db";

export type ToldChannel = { id: string; name: string };

/** The channels that would be told today of an incident of each of these monitors. */
export async function whoIsTold({ db }: { db: Db }, teamId: string, monitorIds: readonly string[]): Promise<Map<string, ToldChannel[]>> {
  const rows = await db.ruleRows.channelsOf(teamId, monitorIds);
  const byMonitor = Map.groupBy(rows, (row) => row.monitorId);
  return new Map(monitorIds.map((id) => [id, (byMonitor.get(id) ?? []).map((row) => row.channel)]));
}
