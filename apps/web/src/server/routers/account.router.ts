import { AppError, notFound } from "@vedette/core/app-error";
import { PersonName } from "@vedette/core/team-record";
import { isAPIError } from "better-auth/api";
import { z } from "zod";
import { noteAccount } from "../account-log.ts";
import { requireGoodPassword } from "../passwords.ts";
import { router, signedIn } from "../trpc.ts";

/** A browser that is signed in. `current`: the one that asks. */
export type SessionRow = {
  id: string;
  current: boolean;
  ip: string | null;
  userAgent: string | null;
  createdAtMs: number;
  usedAtMs: number;
  expiresAtMs: number;
};

const password = z.string().max(1_000, "A password has at most 128 characters.");

export const accountRouter = router({
  sessions: signedIn({}).query(async ({ ctx }): Promise<SessionRow[]> => {
    const sessions = await ctx.deps.db.config.users.sessions(ctx.session.userId, ctx.deps.now());
    return sessions.map((session) => ({ ...session, current: session.id === ctx.session.id }));
  }),
  revokeSession: signedIn({ sessionId: z.uuid() }).mutation(async ({ ctx, input }): Promise<void> => {
    if (!(await ctx.deps.db.config.users.endSession({ userId: ctx.session.userId, id: input.sessionId }))) throw notFound("session");
    noteAccount(ctx.deps.log, "session-revoked", ctx.person);
  }),
  revokeOtherSessions: signedIn({}).mutation(async ({ ctx }): Promise<void> => {
    await ctx.deps.db.config.users.endOtherSessions({ userId: ctx.session.userId, id: ctx.session.id });
    noteAccount(ctx.deps.log, "other-sessions-revoked", ctx.person);
  }),
  rename: signedIn({ name: PersonName }).mutation(async ({ ctx, input }): Promise<void> => {
    await ctx.deps.db.config.users.rename(ctx.session.userId, input.name);
    noteAccount(ctx.deps.log, "renamed", ctx.person);
  }),
  /** Ends every other session; this one gets a new key by `Set-Cookie`. */
  changePassword: signedIn({ current: password, next: password }).mutation(async ({ ctx, input }): Promise<void> => {
    requireGoodPassword(input.next, "next", ctx.session.email);
    await ctx.deps.limits.attempt({ ip: ctx.ip, account: ctx.session.email });
    try {
      const body = { currentPassword: input.current, newPassword: input.next, revokeOtherSessions: true };
      const { headers } = await ctx.deps.auth.api.changePassword({ body, headers: ctx.headers, returnHeaders: true });
      for (const cookie of headers.getSetCookie()) ctx.answerHeaders.append("set-cookie", cookie);
      noteAccount(ctx.deps.log, "password-changed", ctx.person);
    } catch (error) {
      if (isAPIError(error) && error.statusCode < 500) {
        noteAccount(ctx.deps.log, "password-change-refused", ctx.person);
        throw new AppError("bad_request", "The current password is not right.", "current");
      }
      throw error;
    }
  }),
});
