import type { ConfigClient } from "./config-client.ts";
import { endWaitingSql } from "./end-waiting.ts";
import { Prisma } from "./generated/client.ts";

/** Times in which nothing was said yet of monitors. */
export function waitingOn(prisma: ConfigClient) {
  return {
    /** Marks the time from `atMs` on as without data, until something is said of the monitors. */
    async start(monitorNos: readonly number[], atMs: number): Promise<void> {
      await prisma.monitorState.updateMany({ where: { monitorNo: { in: [...monitorNos] } }, data: { waitingSinceAt: new Date(atMs) } });
    },

    /** Writes such times down that last until `atMs`, and ends them. Monitors that do not wait are left alone. */
    async end(monitorNos: readonly number[], atMs: number): Promise<void> {
      const numbers = monitorNos.map(Number).join(",");
      await prisma.$executeRaw(
        Prisma.raw(endWaitingSql(`SELECT no, ${Math.floor(atMs)}::bigint FROM unnest('{${numbers}}'::int[]) AS u (no)`)),
      );
    },
  };
}
