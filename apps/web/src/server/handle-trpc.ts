import { AppError } from "@vedette/core/app-error";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { randomBytes } from "node:crypto";
import { appRouter } from "./app-router.ts";
import { appErrorOf } from "./app-error-of.ts";
import { clientIpHeader } from "./auth.ts";
import { boundedBody, isDeeperThan } from "./bounded-body.ts";
import type { Context } from "./context.ts";
import type { Deps } from "./deps.ts";
import { trpcErrorOf } from "./refusals.ts";
import { isFromOwnPage } from "./same-origin.ts";
import { readSession } from "./session.ts";

export const trpcPath = "/api/trpc";
const maxBytes = 100_000;
/** Of those that may name 10,000 monitors, at 39 bytes an id. */
const maxSelectionBytes = 500_000;
const takesSelections = /\/monitors\.(?:pause|resume|remove|restore|setIntervals|changeTags)$/;
const maxBatch = 10;
const maxDepth = 20;

/** Every call of the UI, after the checks that need no knowledge of the procedure. */
export async function handleTrpc(deps: Deps, request: Request): Promise<Response> {
  const traceId = randomBytes(6).toString("hex");
  try {
    const checked = await requireSound(deps, request);
    return await fetchRequestHandler({
      endpoint: trpcPath,
      req: checked,
      router: appRouter,
      // Counted by the library, which undoes escapes first: a comma may be written as %2C.
      maxBatchSize: maxBatch,
      createContext: ({ resHeaders }) => createContext(deps, checked, resHeaders, traceId),
      responseMeta: () => ({ headers: new Headers({ "cache-control": "no-store" }) }),
      onError: ({ error, path }) => {
        if (error.code === "INTERNAL_SERVER_ERROR") deps.log.error({ traceId, path, err: error.cause ?? error }, "procedure failed");
      },
    });
  } catch (error) {
    const refusal = appErrorOf(error);
    if (refusal === null) throw error;
    const { message, code: appCode, httpStatus } = refusal;
    const body = { error: { message, code: -32_600, data: { appCode, httpStatus, field: null, fields: {}, traceId } } };
    return Response.json(body, { status: httpStatus, headers: { "cache-control": "no-store" } });
  }
}

async function createContext(deps: Deps, request: Request, answerHeaders: Headers, traceId: string): Promise<Context> {
  const { session, headers } = await readSession(deps, request.headers).catch((error: unknown) => {
    const refusal = appErrorOf(error);
    throw refusal === null ? error : trpcErrorOf(refusal);
  });
  for (const cookie of headers.getSetCookie()) answerHeaders.append("set-cookie", cookie);
  return { deps, session, ip: request.headers.get(clientIpHeader), traceId, headers: request.headers, answerHeaders };
}

/** The request with its body read and bounded. Throws an `AppError` for one that no screen of ours would send. */
async function requireSound(deps: Deps, request: Request): Promise<Request> {
  if (request.method === "GET") {
    const site = request.headers.get("sec-fetch-site");
    if (site === "cross-site" || site === "same-site") throw new AppError("forbidden", "This request does not come from our own pages.");
    requireShallow(new URL(request.url).searchParams.get("input") ?? "");
    return request;
  }
  if (request.method !== "POST") throw new AppError("bad_request", "Use GET or POST.");
  if (!isFromOwnPage(deps.env, request.headers) || request.headers.get("x-vedette") !== "1") {
    throw new AppError("forbidden", `This request does not come from our own pages. Open ${deps.env.PUBLIC_URL} and try again.`);
  }
  if (request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() !== "application/json") {
    throw new AppError("unsupported_media", "Send JSON.");
  }
  const body = await boundedBody(request, takesSelections.test(new URL(request.url).pathname) ? maxSelectionBytes : maxBytes);
  requireShallow(body);
  return new Request(request.url, { method: "POST", headers: request.headers, body, signal: request.signal });
}

function requireShallow(json: string): void {
  if (isDeeperThan(json, maxDepth)) throw new AppError("bad_request", `The input is nested deeper than ${maxDepth} levels.`);
}
