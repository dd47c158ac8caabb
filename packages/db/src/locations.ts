import type { LocationRecord } from "@vedette/core/monitor-record";
import type { ConfigClient } from "./config-client.ts";

/** From where monitors can be looked at; they belong to the instance, not to a team. */
export function locationsOn(prisma: ConfigClient) {
  return {
    async list(): Promise<LocationRecord[]> {
      return await prisma.location.findMany({ orderBy: { no: "asc" }, select: { no: true, name: true } });
    },

    /** Makes a worker's location known; `name` null keeps the one that it has. */
    async register(no: number, name: string | null): Promise<void> {
      await prisma.location.upsert({
        where: { no },
        create: { no, code: `location-${no}`, name: name ?? `Location ${no}` },
        update: name === null ? {} : { name },
      });
    },
  };
}
