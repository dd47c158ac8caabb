import { RuleInput } from "@vedette/core/rule";
import type { RuleRecord } from "@vedette/core/rule";
import { z } from "zod";
import { later } from "../later.ts";
import { can, router } from "../trpc.ts";

export const rulesRouter = router({
  list: can("monitor:read", { monitorId: z.uuid() }).query((): Promise<RuleRecord[]> => later()),
  create: can("monitor:write", { monitorId: z.uuid(), rule: RuleInput }).mutation((): Promise<RuleRecord> => later()),
  update: can("monitor:write", { ruleId: z.uuid(), rule: RuleInput }).mutation((): Promise<RuleRecord> => later()),
  remove: can("monitor:write", { ruleId: z.uuid() }).mutation((): Promise<void> => later()),
});
