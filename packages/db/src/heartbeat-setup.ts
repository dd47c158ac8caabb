import type { BeatState } from "@vedette/core/heartbeat";
import { type ConfigClient, jsonOf, msOf } from "./config-client.ts";

export type HeartbeatRow = { token: string; pushToken: string; pingKey: string; state: BeatState; deadlineAtMs: number | null };

/** Heartbeats as configuration: their tokens, and what a person's change does to their deadlines. */
export function heartbeatSetupOn(prisma: ConfigClient) {
  return {
    async create(heartbeat: { monitorNo: number; teamId: string; token: string; state: BeatState }): Promise<void> {
      const { state, token } = heartbeat;
      await prisma.heartbeat.create({ data: { ...heartbeat, pushToken: token.replaceAll("-", ""), state: jsonOf(state) } });
    },

    async find(teamId: string, monitorNo: number): Promise<HeartbeatRow | null> {
      const row = await prisma.heartbeat.findFirst({ where: { teamId, monitorNo } });
      const team = await prisma.team.findUnique({ where: { id: teamId }, select: { pingKey: true } });
      if (row === null || team === null) return null;
      const state = row.state as unknown as BeatState; // safe because nothing else is written there
      return { token: row.token, pushToken: row.pushToken, pingKey: team.pingKey, state, deadlineAtMs: msOf(row.deadlineAt) };
    },

    /** After an edit: the new settings hold from the next look on, and no deadline that they make is past. */
    async rearm(monitorNos: readonly number[], atMs: number): Promise<void> {
      await prisma.$executeRaw`
        UPDATE heartbeats SET state = state || jsonb_build_object('armedMs', ${atMs}::bigint), deadline_at = to_timestamp(${atMs}::bigint / 1000.0)
        WHERE monitor_no = ANY(${[...monitorNos]}::int[]) AND (deadline_at IS NOT NULL OR state ->> 'anchorMs' IS NOT NULL)`;
    },

    /** Stops expecting anything. */
    async disarm(monitorNos: readonly number[]): Promise<void> {
      await prisma.$executeRaw`UPDATE heartbeats SET deadline_at = NULL WHERE monitor_no = ANY(${[...monitorNos]}::int[])`;
    },

    /** After a pause: what was pinged before is expected as if a ping had come now; runs are forgotten. */
    async restart(monitorNos: readonly number[], atMs: number): Promise<void> {
      await prisma.$executeRaw`
        UPDATE heartbeats SET deadline_at = CASE WHEN state ->> 'anchorMs' IS NOT NULL THEN to_timestamp(${atMs}::bigint / 1000.0) END,
          state = state || jsonb_build_object('runs', '[]'::jsonb, 'armedMs', 0,
            'anchorMs', CASE WHEN state ->> 'anchorMs' IS NOT NULL THEN ${atMs}::bigint END)
        WHERE monitor_no = ANY(${[...monitorNos]}::int[])`;
    },
  };
}
