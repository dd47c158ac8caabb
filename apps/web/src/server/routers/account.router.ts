import { PersonName } from "@vedette/core/team-record";
import { z } from "zod";
import { later } from "../later.ts";
import { router, signedIn } from "../trpc.ts";

/** A browser that is signed in. `current`: the one that asks. */
export type SessionRow = { id: string; current: boolean; ip: string | null; userAgent: string | null; createdAtMs: number; usedAtMs: number; expiresAtMs: number };

const password = z.string().max(128, "A password has at most 128 characters.");

export const accountRouter = router({
  sessions: signedIn({}).query((): Promise<SessionRow[]> => later()),
  revokeSession: signedIn({ sessionId: z.uuid() }).mutation((): Promise<void> => later()),
  revokeOtherSessions: signedIn({}).mutation((): Promise<void> => later()),
  rename: signedIn({ name: PersonName }).mutation((): Promise<void> => later()),
  /** Ends every other session; this one gets a new key by `Set-Cookie`. */
  changePassword: signedIn({ current: password, next: password.min(12, "A password has at least 12 characters.") }).mutation((): Promise<void> => later()),
  /** Sends the verification mail once more. */
  sendVerification: signedIn({}).mutation((): Promise<void> => later()),
});
