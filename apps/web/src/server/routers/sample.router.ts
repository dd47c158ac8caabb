import type { TeamSummary } from "@vedette/core/team-record";
import { later } from "../later.ts";
import { can, router, signedIn } from "../trpc.ts";

export const sampleRouter = router({
  /** A badged demo team with 90 days of history. A second call answers with the one that exists. */
  create: signedIn({}).mutation((): Promise<TeamSummary> => later()),
  remove: can("team:delete", {}).mutation((): Promise<void> => later()),
});
