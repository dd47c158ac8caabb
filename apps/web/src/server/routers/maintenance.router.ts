import { MaintenanceInput, type MaintenancePlan } from "@vedette/core/maintenance";
import {
  cancelMaintenance,
  endWindow,
  planMaintenance,
  readMaintenance,
  replanMaintenance,
  restoreMaintenance,
} from "@vedette/engine/plan-maintenance";
import { z } from "zod";
import { can, router } from "../trpc.ts";

const planId = z.uuid();

export const maintenanceRouter = router({
  list: can("monitor:read", {}).query(async ({ ctx }): Promise<MaintenancePlan[]> => await readMaintenance(ctx.deps, ctx.actor)),
  plan: can("monitor:write", { plan: MaintenanceInput }).mutation(
    async ({ ctx, input }): Promise<{ id: string }> => await planMaintenance(ctx.deps, ctx.actor, input),
  ),
  replan: can("monitor:write", { planId, version: z.int32().positive(), plan: MaintenanceInput }).mutation(
    async ({ ctx, input }): Promise<void> => await replanMaintenance(ctx.deps, ctx.actor, input),
  ),
  cancel: can("monitor:write", { planId }).mutation(
    async ({ ctx, input }): Promise<void> => await cancelMaintenance(ctx.deps, ctx.actor, input),
  ),
  restore: can("monitor:write", { planId }).mutation(
    async ({ ctx, input }): Promise<void> => await restoreMaintenance(ctx.deps, ctx.actor, input),
  ),
  /** Ends a window that is active, or calls off one that has not begun. */
  endWindow: can("monitor:write", { windowId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await endWindow(ctx.deps, ctx.actor, input),
  ),
});
