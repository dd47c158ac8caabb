import type { IncidentDetail, IncidentRow } from "@vedette/core/incident-record";
import { acknowledge } from "@vedette/engine/acknowledge";
import { readIncident } from "@vedette/engine/read-incident";
import { findMonitor } from "@vedette/engine/read-monitors";
import { z } from "zod";
import { can, direction, router } from "../trpc.ts";

export const incidentsRouter = router({
  /** Newest first by number. `cursor` is the `nextCursor` of the page before. */
  list: can("incident:read", {
    state: z.enum(["open", "all"]).default("all"),
    monitorId: z.uuid().optional(),
    cursor: z.int32().positive().optional(),
    direction,
    limit: z.int().min(1).max(100).default(50),
  }).query(async ({ ctx, input }): Promise<{ items: IncidentRow[]; nextCursor: number | null; openCount: number }> => {
    const { incidentLog } = ctx.deps.db;
    const { teamId } = ctx.actor;
    if (input.monitorId !== undefined) await findMonitor(ctx.deps, ctx.actor, input.monitorId);
    const filter = { state: input.state, monitorId: input.monitorId ?? null, beforeNumber: input.cursor ?? null, limit: input.limit };
    const [items, openCount] = await Promise.all([incidentLog.list(teamId, filter), incidentLog.countOpen(teamId)]);
    return { items, nextCursor: items.length === input.limit ? (items.at(-1)?.number ?? null) : null, openCount };
  }),
  get: can("incident:read", { incidentId: z.uuid() }).query(
    async ({ ctx, input }): Promise<IncidentDetail> => await readIncident(ctx.deps, ctx.actor, input),
  ),
  acknowledge: can("incident:acknowledge", { incidentId: z.uuid() }).mutation(async ({ ctx, input }): Promise<void> => {
    const outboxIds = await acknowledge(ctx.deps, ctx.actor, input);
    await Promise.all(outboxIds.map((outboxId) => ctx.deps.ring({ job: "deliver", outboxId })));
  }),
});
