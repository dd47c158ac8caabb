import type { Actor, Permission } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { Slug } from "@vedette/core/text";
import { isDatabaseAway } from "@vedette/db/is-database-away";
import { initTRPC } from "@trpc/server";
import { z } from "zod";
import { appErrorOf } from "./app-error-of.ts";
import type { Context } from "./context.ts";
import { formatError } from "./format-error.ts";
import { trpcErrorOf } from "./refusals.ts";
import { databaseAway } from "./session.ts";

/** Every procedure states who may call it; a test walks the router and fails on one that does not. */
export type Policy = { access: "anyone" } | { access: "signed-in" } | { access: "operator" } | { access: "team"; permission: Permission };

const t = initTRPC
  .context<Context>()
  .meta<Policy>()
  .create({
    errorFormatter: formatError,
    // A browser that hears nothing for three pings knows that the stream is dead, whatever the network pretends.
    sse: { ping: { enabled: true, intervalMs: 4_000 }, client: { reconnectAfterInactivityMs: 12_000 }, maxDurationMs: 10 * 60_000 },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

const base = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  const refusal = isDatabaseAway(cause) ? new AppError("unavailable", databaseAway) : appErrorOf(cause);
  if (refusal !== null) throw trpcErrorOf(refusal);
  return result;
});

const withSession = base.use(async ({ ctx, next }) => {
  if (ctx.session === null) throw new AppError("unauthenticated", "Sign in first.");
  return await next({ ctx: { session: ctx.session, person: { userId: ctx.session.userId, ip: ctx.ip } } });
});

type Shape = z.core.$ZodLooseShape;

/** What the client's paged queries add to their input. Lists go forward only, so there is nothing to read from it. */
export const direction = z.literal("forward").optional();

/** A procedure that needs no session. Its input is strict: an unknown key is refused. */
export function anyone<S extends Shape>(shape: S) {
  return base.meta({ access: "anyone" }).input(z.strictObject(shape));
}

/** A procedure of a person, whatever their team. */
export function signedIn<S extends Shape>(shape: S) {
  return withSession.meta({ access: "signed-in" }).input(z.strictObject(shape));
}

/** A procedure of whoever runs the instance; the verb it calls decides. */
export function operator<S extends Shape>(shape: S) {
  return withSession.meta({ access: "operator" }).input(z.strictObject(shape));
}

/**
 * A procedure of a team. The input names the team by its slug; the membership is read from the database at every call, and an
 * unknown team answers exactly like a foreign one. `ctx.actor` is what engine verbs take.
 */
export function can<S extends Shape>(permission: Permission, shape: S) {
  return withSession
    .meta({ access: "team", permission })
    .input(z.strictObject({ team: Slug, ...shape }))
    .use(async ({ ctx, input, next }) => {
      // safe because the schema above has parsed it; the shape's own keys are opaque here
      const { team: slug } = input as { team: string };
      const team = await ctx.deps.db.config.teams.membership(slug, ctx.session.userId);
      if (team === null) throw notFound("team");
      const actor: Actor = { ...ctx.person, teamId: team.id, role: team.role };
      authorize(actor, permission);
      return await next({ ctx: { actor, team } });
    });
}
