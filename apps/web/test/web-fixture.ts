import type { Bell } from "@vedette/engine/config-deps";
import { freshDatabase } from "@vedette/testkit/database";
import { randomBytes, randomUUID } from "node:crypto";
import { type WebEnv, readEnv } from "../src/env.ts";
import { appRouter } from "../src/server/app-router.ts";
import { type Deps, createDeps } from "../src/server/deps.ts";
import { type FormAction, handleForm } from "../src/server/forms.ts";
import { handleTrpc } from "../src/server/handle-trpc.ts";
import { createLog } from "../src/server/log.ts";

export const password = "a long enough phrase";
export const origin = "http://localhost:3000";

export type Answer = {
  status: number;
  text: string;
  data: unknown;
  error: { message: string; data: { appCode: string; field: string | null; fields: Record<string, string> } } | null;
  headers: Headers;
};
export type Caller = { call: (path: string, input?: unknown) => Promise<Answer>; cookie: string };
export type TestPerson = Caller & { email: string; userId: string; team: string };

export type Web = AsyncDisposable & {
  deps: Deps;
  bells: Bell[];
  /** Every line that was logged. */
  logged: string[];
  anonymous: Caller;
  form: (action: FormAction, fields: Record<string, string>, headers?: Record<string, string>) => Promise<Response>;
  /** Signs up and signs in; the account owns a team of its own. */
  person: (email?: string) => Promise<TestPerson>;
  signIn: (email: string, password: string) => Promise<Caller>;
  /** A caller with this cookie, as another browser would send it. */
  as: (cookie: string) => Caller;
};

/** The whole server half on a database of its own: requests go through the same functions as those of the route handlers. */
export async function startWeb(changes: Partial<Record<keyof WebEnv, string>> = {}, now: () => number = Date.now): Promise<Web> {
  const database = await freshDatabase();
  const env = readEnv({
    DATABASE_URL: database.url,
    AUTH_SECRET: randomBytes(32).toString("base64"),
    MASTER_KEY: randomBytes(32).toString("base64"),
    PUBLIC_URL: origin,
    EDGE_URL: "http://localhost:3001",
    SIGN_UP: "open",
    ...changes,
  });
  const bells: Bell[] = [];
  const logged: string[] = [];
  const deps = createDeps({
    env,
    now,
    log: createLog("trace", { write: (line) => void logged.push(line) }),
    ring: async (bell) => {
      bells.push(bell);
    },
  });

  const as = (cookie: string): Caller => ({ cookie, call: async (path, input = {}) => await callAs(deps, cookie, path, input) });
  const form: Web["form"] = async (action, fields, headers = {}) =>
    await handleForm(
      deps,
      action,
      new Request(`${origin}/api/form/${action}`, {
        method: "POST",
        headers: { origin, "content-type": "application/x-www-form-urlencoded", "x-vedette-client-ip": "203.0.113.7", ...headers },
        body: new URLSearchParams(fields).toString(),
      }),
    );
  const signIn: Web["signIn"] = async (email, typed) => as(cookieOf(await form("login", { email, password: typed })));

  return {
    deps,
    bells,
    logged,
    anonymous: as(""),
    form,
    signIn,
    as,
    person: async (email = `${randomUUID()}@example.com`) => {
      // Each from an address of its own: the limit of attempts is no subject here.
      const answer = await form("signup", { email, password }, { "x-vedette-client-ip": randomUUID() });
      const caller = as(cookieOf(answer));
      const me = await caller.call("session.me");
      const { person, teams } = me.data as { person: { id: string }; teams: { slug: string }[] }; // safe because it is the procedure's output
      return { ...caller, email, userId: person.id, team: teams[0]?.slug ?? "" };
    },
    [Symbol.asyncDispose]: async () => {
      await deps.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The session cookie that an answer sets, as a browser sends it back. */
export function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((pair) => !pair.endsWith("="))
    .join("; ");
}

export function typeOf(path: string): "query" | "mutation" | "subscription" {
  const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: "query" | "mutation" | "subscription" } }>; // safe because tRPC flattens procedures by path
  return procedures[path]?._def.type ?? "query";
}

async function callAs(deps: Deps, cookie: string, path: string, input: unknown): Promise<Answer> {
  const address = `${origin}/api/trpc/${path}`;
  const headers = { cookie, origin, "x-vedette": "1", "x-vedette-client-ip": "203.0.113.7" };
  const request =
    typeOf(path) === "mutation"
      ? new Request(address, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(input) })
      : new Request(`${address}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers });
  const response = await handleTrpc(deps, request);
  const text = await response.text();
  const body = JSON.parse(text) as { result?: { data?: unknown }; error?: Answer["error"] }; // safe because tRPC answers so
  return { status: response.status, text, data: body.result?.data, error: body.error ?? null, headers: response.headers };
}
