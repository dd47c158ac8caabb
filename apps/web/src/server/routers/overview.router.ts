import type { OverviewRecord } from "@vedette/core/overview-record";
import { readOverview } from "@vedette/engine/read-overview";
import { can, router } from "../trpc.ts";

export const overviewRouter = router({
  get: can("team:read", {}).query(async ({ ctx }): Promise<OverviewRecord> => await readOverview(ctx.deps, ctx.actor)),
});
