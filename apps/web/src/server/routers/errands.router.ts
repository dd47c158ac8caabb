import type { ErrandRecord } from "@vedette/core/errand";
import { readErrand } from "@vedette/engine/read-errand";
import { z } from "zod";
import { can, router } from "../trpc.ts";

export const errandsRouter = router({
  /** Poll until `answer` is there (or wait for the live topic `errands`). Only who asked can read it. */
  get: can("team:read", { errandId: z.uuid() }).query(
    async ({ ctx, input }): Promise<ErrandRecord> => await readErrand(ctx.deps, ctx.actor, input),
  ),
});
