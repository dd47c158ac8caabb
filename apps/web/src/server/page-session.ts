import { headers } from "next/headers";
import { appRouter } from "./app-router.ts";
import { clientIpHeader } from "./auth.ts";
import { deps } from "./deps.ts";
import { type Session, readSession } from "./session.ts";
import { createCallerFactory } from "./trpc.ts";
import { typedEmail } from "./typed-email.ts";

/** Who looks at a page that is made on the server; null for nobody. */
export async function pageSession(): Promise<Session | null> {
  return (await readSession(deps(), await headers())).session;
}

/** The procedures of the UI for a page that is made on the server, with the rights of who looks. */
export async function pageApi() {
  const asked = await headers();
  const session = await pageSession();
  return createCallerFactory(appRouter)({
    deps: deps(),
    session,
    ip: asked.get(clientIpHeader),
    traceId: "page",
    headers: asked,
    answerHeaders: new Headers(),
  });
}

/** The address that was typed into the form that sent its person here with an error; empty for everybody else. */
export async function pageTypedEmail(): Promise<string> {
  return typedEmail(deps().env, await headers());
}
