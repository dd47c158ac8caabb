import type { AuditRow } from "@vedette/core/team-record";
import { type ConfigClient, jsonOf } from "./config-client.ts";
import type { Audit } from "./generated/client.ts";

export type NewAudit = {
  teamId: string;
  actorId: string | null;
  ip: string | null;
  action: string;
  subjectKind: string;
  subjectId: string;
  /** Before and after, secrets left out by whoever writes it. */
  change: Record<string, unknown>;
  atMs: number;
};

export function auditOn(prisma: ConfigClient) {
  return {
    async append(entry: NewAudit): Promise<void> {
      const { atMs, change, ...rest } = entry;
      await prisma.audit.create({ data: { ...rest, change: jsonOf(change), at: new Date(atMs) } });
    },

    /** Newest first, below the id `before` when given. `each` of a change of many is left out: a row alone may weigh a megabyte. */
    async list(teamId: string, before: number | null, limit: number): Promise<AuditRow[]> {
      const rows = await prisma.$queryRaw<Omit<Audit, "teamId">[]>`
        SELECT id, actor_id AS "actorId", ip, action, subject_kind AS "subjectKind", subject_id AS "subjectId", change - 'each' AS change, at
        FROM audit WHERE team_id = ${teamId}::uuid AND (${before}::bigint IS NULL OR id < ${before}::bigint) ORDER BY id DESC LIMIT ${limit}`;
      const actorIds = [...new Set(rows.flatMap((row) => (row.actorId === null ? [] : [row.actorId])))];
      const users = await prisma.user.findMany({ where: { id: { in: actorIds } }, select: { id: true, name: true } });
      const names = new Map(users.map((user) => [user.id, user.name]));
      return rows.map((row) => ({
        id: Number(row.id),
        atMs: row.at.getTime(),
        actor: row.actorId === null ? null : { id: row.actorId, name: names.get(row.actorId) ?? "a removed person" },
        ip: row.ip,
        action: row.action,
        subjectKind: row.subjectKind,
        subjectId: row.subjectId,
        change: row.change as Record<string, unknown>, // safe because `append` takes nothing else
      }));
    },
  };
}
