import type { IncidentDetail, IncidentRow } from "@vedette/core/incident-record";
import { z } from "zod";
import { later } from "../later.ts";
import { can, router } from "../trpc.ts";

export const incidentsRouter = router({
  /** Newest first by number. `cursor` is the `nextCursor` of the page before. */
  list: can("incident:read", {
    state: z.enum(["open", "all"]).default("all"),
    monitorId: z.uuid().optional(),
    cursor: z.int().positive().optional(),
    limit: z.int().min(1).max(100).default(50),
  }).query((): Promise<{ items: IncidentRow[]; nextCursor: number | null; openCount: number }> => later()),
  get: can("incident:read", { incidentId: z.uuid() }).query((): Promise<IncidentDetail> => later()),
  acknowledge: can("incident:acknowledge", { incidentId: z.uuid() }).mutation((): Promise<void> => later()),
});
