import type { ErrandAnswer, ErrandInput, ErrandRecord } from "@vedette/core/errand";
import { type ConfigClient, jsonOf, msOf } from "./config-client.ts";
import { Prisma } from "./generated/client.ts";

export type TakenErrand = { id: string; teamId: string; userId: string | null; input: ErrandInput; sealed: Uint8Array | null };

export function errandsOn(prisma: ConfigClient) {
  return {
    /** `sealed`: the secrets that the input only hides. */
    async add(
      errand: { id: string; teamId: string; userId: string | null; input: ErrandInput; sealed?: Uint8Array<ArrayBuffer> | null },
      atMs: number,
    ): Promise<void> {
      const { input, ...rest } = errand;
      await prisma.errand.create({ data: { ...rest, kind: input.kind, input: jsonOf(input), createdAt: new Date(atMs) } });
    },

    /** Only for whoever asked. */
    async find(errand: { id: string; teamId: string; userId: string }): Promise<ErrandRecord | null> {
      const row = await prisma.errand.findFirst({ where: errand });
      if (row === null) return null;
      return {
        id: row.id,
        kind: row.kind as ErrandRecord["kind"], // safe because `add` writes nothing else
        createdAtMs: row.createdAt.getTime(),
        takenAtMs: msOf(row.takenAt),
        answeredAtMs: msOf(row.answeredAt),
        answer: row.answer as ErrandAnswer | null, // safe because `answer` writes nothing else
      };
    },

    /** How many errands the people of a team have asked for since a moment: what the limit counts. */
    async countSince(teamId: string, sinceMs: number): Promise<number> {
      return await prisma.errand.count({ where: { teamId, userId: { not: null }, createdAt: { gt: new Date(sinceMs) } } });
    },

    /**
     * Takes an errand that nobody has taken, or that was taken more than `leaseMs` ago and never answered. A check of a monitor is for a
     * location from which it is looked at. Null: nothing to do here.
     */
    async take(id: string, locationNo: number, leaseMs: number, atMs: number): Promise<TakenErrand | null> {
      const [row] = await prisma.$queryRaw<(Omit<TakenErrand, "input"> & { input: unknown })[]>`
        UPDATE errands e SET taken_at = to_timestamp(${atMs}::bigint / 1000.0)
        WHERE e.id = ${id}::uuid AND e.answered_at IS NULL AND (e.taken_at IS NULL OR e.taken_at < to_timestamp(${atMs - leaseMs}::bigint / 1000.0))
          AND NOT (e.kind = 'check_now' AND EXISTS (SELECT FROM monitors m
            WHERE m.team_id = e.team_id AND m.id = (e.input ->> 'monitorId')::uuid AND NOT ${locationNo}::int = ANY(m.location_nos)))
        RETURNING e.id, e.team_id AS "teamId", e.user_id AS "userId", e.sealed, e.input`;
      return row === undefined ? null : { ...row, input: row.input as ErrandInput }; // safe because `add` writes nothing else
    },

    /** Errands whose doorbell was lost, oldest first; those older than `maxAgeMs` are nobody's concern any more. */
    async open(maxAgeMs: number, atMs: number, limit: number): Promise<string[]> {
      const rows = await prisma.errand.findMany({
        where: { answeredAt: null, createdAt: { gt: new Date(atMs - maxAgeMs) } },
        orderBy: { createdAt: "asc" },
        take: limit,
        select: { id: true },
      });
      return rows.map((row) => row.id);
    },

    /** Writes the answer once and tells the team's screens. A second answer changes nothing. */
    async answer(errand: { id: string; teamId: string }, answer: ErrandAnswer, atMs: number): Promise<void> {
      const { count } = await prisma.errand.updateMany({
        where: { id: errand.id, teamId: errand.teamId, answeredAt: null },
        data: { answer: jsonOf(answer), answeredAt: new Date(atMs), sealed: null },
      });
      if (count === 1) await prisma.$executeRaw(Prisma.sql`SELECT pg_notify('vedette_changes', ${`${errand.teamId}:errands`})`);
    },

    /** Answers hold what strangers' servers said; nobody needs them after a day. */
    async forget(beforeMs: number): Promise<void> {
      await prisma.errand.deleteMany({ where: { createdAt: { lt: new Date(beforeMs) } } });
    },
  };
}
