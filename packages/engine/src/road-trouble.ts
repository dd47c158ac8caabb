import { selfTestStaleMs } from "@vedette/core/self-test";
import type { Db } from "@vedette/db/db";

/** The longest timeout, a lease that has to run out, and then the same again; an edge is heard of every few seconds. */
const longestMs = { late: 60_000, claim: 180_000, delivery: 900_000, edge: 60_000, mail: 20_000 };

/**
 * Why the road of a location is stuck, in plain words; empty while it works. Together the first two see every check: one that is due and
 * not claimed is late, and one that was claimed stays a claim until it is probed, judged and stored. The self-test sees whatever else keeps
 * an outage from being told. Rejects when the database is away.
 */
export async function roadTrouble(db: Db, locationNo: number): Promise<string[]> {
  const lateMs = await db.schedules.latenessMs(locationNo);
  const claimMs = await db.batches.oldestMs(locationNo);
  const deliveryMs = await db.outbox.oldestDueMs();
  const trouble: string[] = [];
  if (lateMs > longestMs.late) trouble.push(`checks are claimed ${seconds(lateMs)} late`);
  if (claimMs > longestMs.claim) trouble.push(`a check that was due ${seconds(claimMs)} ago is claimed and not stored`);
  if (deliveryMs > longestMs.delivery) trouble.push(`a delivery has been waiting for ${seconds(deliveryMs)}`);
  const selfTestMs = await db.selfTests.ageMs(locationNo);
  if (selfTestMs === null || selfTestMs > selfTestStaleMs)
    trouble.push(selfTestMs === null ? "no self-test has come back yet" : `no self-test has come back for ${seconds(selfTestMs)}`);
  const edgeMs = await db.platform.edgeAgeMs();
  if (edgeMs !== null && edgeMs > longestMs.edge) trouble.push(`no edge has been heard of for ${seconds(edgeMs)}`);
  return trouble;
}

/** Why no mail leaves, in plain words; empty while mails are taken, and while none is sent. For whoever has a mail server. */
export async function mailTrouble(db: Db): Promise<string[]> {
  const refusedMs = await db.outbox.mailRefusedMs();
  return refusedMs > longestMs.mail ? [`the mail server has taken nothing for ${seconds(refusedMs)}`] : [];
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
