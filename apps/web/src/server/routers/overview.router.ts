import type { OverviewRecord } from "@vedette/core/overview-record";
import { later } from "../later.ts";
import { can, router } from "../trpc.ts";

export const overviewRouter = router({
  get: can("team:read", {}).query((): Promise<OverviewRecord> => later()),
});
