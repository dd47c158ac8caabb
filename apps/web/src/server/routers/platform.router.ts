import type { PlatformFigures, Trouble } from "@vedette/core/platform";
import { delayWords } from "@vedette/core/punctuality";
import { readPlatform } from "@vedette/engine/read-platform";
import { operator, router, signedIn } from "../trpc.ts";

export const platformRouter = router({
  get: operator({}).query(async ({ ctx }): Promise<PlatformFigures & { troubles: Trouble[] }> => await readPlatform(ctx.deps, ctx.session)),
  /** What everybody may know: whether checks are late, in words, and since when. Null while they are on time. */
  delay: signedIn({}).query(async ({ ctx }): Promise<{ text: string; sinceMs: number; isStandingStill: boolean } | null> => {
    const late = await ctx.deps.delay();
    if (late === null) return null;
    const { sinceMs, isStandingStill } = late.delay;
    return { text: delayWords(late.delay, late.isOnlyLocation), sinceMs, isStandingStill };
  }),
});
