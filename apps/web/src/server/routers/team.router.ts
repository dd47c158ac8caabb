import type { AuditRow, TeamDetail, TeamSummary } from "@vedette/core/team-record";
import { TeamName } from "@vedette/core/team-record";
import { z } from "zod";
import { later } from "../later.ts";
import { can, router, signedIn } from "../trpc.ts";

export const teamRouter = router({
  create: signedIn({ name: TeamName }).mutation((): Promise<TeamSummary> => later()),
  get: can("team:read", {}).query((): Promise<TeamDetail> => later()),
  rename: can("team:write", { name: TeamName }).mutation((): Promise<TeamSummary> => later()),
  /** `typedName` must equal the team's name. Its monitors stop within seconds. */
  remove: can("team:delete", { typedName: z.string().max(200) }).mutation((): Promise<void> => later()),
  /** Newest first; `cursor` is the `nextCursor` of the page before. */
  audit: can("audit:read", { cursor: z.int().positive().optional() }).query((): Promise<{ items: AuditRow[]; nextCursor: number | null }> => later()),
});
