import type { TeamSummary } from "@vedette/core/team-record";
import { later } from "../later.ts";
import { anyone, router, signedIn } from "../trpc.ts";

/** What every screen knows of the instance before anybody has signed in. */
export type InstanceFacts = {
  /** `first`: nobody has an account yet, and whoever signs up now owns the instance. */
  signUp: "first" | "open" | "invited" | "closed";
  /** Whether the instance can send mail: without it nothing is verified and no password can be reset by mail. */
  sendsMail: boolean;
  publicUrl: string;
  edgeUrl: string;
  version: string;
};
export type Person = { id: string; name: string; email: string; emailVerified: boolean; isInstanceOwner: boolean };

export const sessionRouter = router({
  instance: anyone({}).query((): Promise<InstanceFacts> => later()),
  me: signedIn({}).query((): Promise<{ person: Person; teams: TeamSummary[] }> => later()),
});
