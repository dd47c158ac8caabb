import type { ContentRecord } from "@vedette/core/content";
import type { ConfigClient } from "./config-client.ts";

type Key = { teamId: string; monitorNo: number };

export function contentApprovalsOn(prisma: ConfigClient) {
  return {
    /** Null before the first check. */
    async find(key: Key): Promise<ContentRecord | null> {
      const row = await prisma.content.findFirst({ where: key });
      if (row === null) return null;
      const { changedFingerprint, changedBody, changedAt } = row;
      return {
        approved: { fingerprint: row.fingerprint, text: row.body, atMs: row.approvedAt.getTime() },
        changed:
          changedFingerprint === null || changedBody === null || changedAt === null
            ? null
            : { fingerprint: changedFingerprint, text: changedBody, atMs: changedAt.getTime() },
      };
    },

    /** Makes what came instead the approved content, if it is still the one named. False when it is not: something else came since. */
    async approve({ teamId, monitorNo }: Key, fingerprint: string, atMs: number): Promise<boolean> {
      const count = await prisma.$executeRaw`
        UPDATE contents SET fingerprint = changed_fingerprint, body = changed_body, approved_at = to_timestamp(${atMs}::bigint / 1000.0),
               changed_fingerprint = NULL, changed_body = NULL, changed_at = NULL
        WHERE monitor_no = ${monitorNo} AND team_id = ${teamId}::uuid AND changed_fingerprint = ${fingerprint}`;
      return count === 1;
    },
  };
}
