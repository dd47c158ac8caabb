import { AppError } from "@vedette/core/app-error";
import { isAPIError } from "better-auth/api";
import type { Deps } from "./deps.ts";

/** A signed-in person and the session they came with. */
export type Session = { id: string; userId: string; name: string; email: string; emailVerified: boolean; isInstanceOwner: boolean };

export const databaseAway = "The database does not answer at the moment. Try again shortly.";

const absoluteMs = 30 * 86_400_000;

/**
 * The session of a request, read from the database at every call, so an ended one is gone with the next request. A session ends
 * 7 days after its last use and 30 days after its beginning at the latest. `headers` carries a renewed cookie where there is one.
 * Throws `unavailable` while the database is away.
 */
export async function readSession(deps: Deps, headers: Headers): Promise<{ session: Session | null; headers: Headers }> {
  const { headers: answered, response } = await deps.auth.api.getSession({ headers, returnHeaders: true }).catch((error: unknown) => {
    // The library says so when its query failed: whether somebody is signed in cannot be known now, and must not be guessed.
    if (isAPIError(error) && error.body?.code === "FAILED_TO_GET_SESSION") throw new AppError("unavailable", databaseAway);
    throw error;
  });
  if (response === null) return { session: null, headers: answered };
  const { session, user } = response;
  if (session.createdAt.getTime() + absoluteMs <= deps.now()) {
    await deps.db.config.users.endSession({ userId: user.id, id: session.id });
    return { session: null, headers: new Headers() };
  }
  const { id: userId, name, email, emailVerified } = user;
  return {
    session: { id: session.id, userId, name, email, emailVerified, isInstanceOwner: user.isInstanceOwner === true },
    headers: answered,
  };
}
