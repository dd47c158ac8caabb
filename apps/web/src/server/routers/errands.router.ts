import type { ErrandRecord } from "@vedette/core/errand";
import { z } from "zod";
import { later } from "../later.ts";
import { can, router } from "../trpc.ts";

export const errandsRouter = router({
  /** Poll until `answer` is there (or wait for the live topic `errands`). Only who asked can read it. */
  get: can("team:read", { errandId: z.uuid() }).query((): Promise<ErrandRecord> => later()),
});
