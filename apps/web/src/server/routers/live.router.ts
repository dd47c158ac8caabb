import type { LiveTopic } from "../live-hub.ts";
import { can, router } from "../trpc.ts";

export const liveRouter = router({
  /** Says which lists of the team have changed; what changed is read by the ordinary queries. Ends when session or membership end. */
  changes: can("team:read", {}).subscription(async function* ({ ctx, signal }): AsyncGenerator<{ topic: LiveTopic }, void> {
    const access = { sessionId: ctx.session.id, userId: ctx.session.userId, teamId: ctx.actor.teamId };
    for await (const topic of ctx.deps.live.changes(access, signal ?? new AbortController().signal)) yield { topic };
  }),
});

export type { LiveTopic };
