import { AppError } from "@vedette/core/app-error";
import type { TeamSummary } from "@vedette/core/team-record";
import { can, router, signedIn } from "../trpc.ts";

export const sampleRouter = router({
  /** A badged demo team with 90 days of history. A second call answers with the one that exists. */
  create: signedIn({}).mutation((): Promise<TeamSummary> => {
    throw new AppError("unavailable", "Sample data is not available yet.");
  }),
  remove: can("team:delete", {}).mutation((): Promise<void> => {
    throw new AppError("unavailable", "Sample data is not available yet.");
  }),
});
