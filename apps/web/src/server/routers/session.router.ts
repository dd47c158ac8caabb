import type { TeamSummary } from "@vedette/core/team-record";
import { type SignUpMode, signUpMode } from "../sign-up.ts";
import { anyone, router, signedIn } from "../trpc.ts";

/** What every screen knows of the instance before anybody has signed in. */
export type InstanceFacts = {
  /** `first`: nobody has an account yet, and whoever signs up now owns the instance. */
  signUp: SignUpMode;
  /** Whether the instance can send mail: without it nothing is verified and no password can be reset by mail. */
  sendsMail: boolean;
  publicUrl: string;
  edgeUrl: string;
};
export type Person = { id: string; name: string; email: string; emailVerified: boolean; isInstanceOwner: boolean };

export const sessionRouter = router({
  instance: anyone({}).query(async ({ ctx: { deps } }): Promise<InstanceFacts> => {
    return { signUp: await signUpMode(deps), sendsMail: deps.sendsMail, publicUrl: deps.publicUrl, edgeUrl: deps.edgeUrl };
  }),
  me: signedIn({}).query(async ({ ctx }): Promise<{ person: Person; teams: TeamSummary[] }> => {
    const { userId, name, email, emailVerified, isInstanceOwner } = ctx.session;
    return { person: { id: userId, name, email, emailVerified, isInstanceOwner }, teams: await ctx.deps.db.config.teams.ofUser(userId) };
  }),
});
