import type { ContentSpec } from "@vedette/core/kinds/content";
import { shown, shownHeaders } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import { filledRequest } from "./fill-request.ts";
import type { ProbeIo } from "./probe-io.ts";
import { type HttpReply, type HttpText, bodyText, requestHttp } from "./request-http.ts";
import { keepAll } from "./response-reader.ts";
import { signInOf } from "./sign-in-of.ts";

export type PageSpec = Pick<ContentSpec, "url" | "headers" | "auth" | "secrets" | "maxRedirects" | "tls" | "family">;
export type Page = HttpReply & HttpText;

/** Gets a page whole, decoded, with at most 1 MB; the evidence shows the beginning of its text. */
export async function fetchPage(spec: PageSpec, io: ProbeIo): Promise<Page | Failure> {
  const way = { tls: spec.tls, family: spec.family };
  let reply: HttpReply | null = null;
  let text: HttpText | null = null;
  const { trace } = io;
  trace.tell = (hide) => ({
    request: { method: "GET", url: shown(spec.url, 2_000) },
    ...(reply !== null && {
      response: {
        status: reply.head.status,
        headers: shownHeaders(reply.head.headers, hide),
        ...(text !== null && { body: shown(hide(text.text), trace.isWatched ? 16_384 : 2_048) }),
      },
    }),
  });
  const { url, headers } = filledRequest({ ...spec, body: { type: "none" } }, spec.secrets);
  const signIn = await signInOf(spec.auth, way, io);
  if (signIn !== undefined && "failed" in signIn) return signIn;
  const outcome = await requestHttp({ url, method: "GET", headers, signIn, maxRedirects: spec.maxRedirects, ...way, keep: keepAll }, io);
  if ("failed" in outcome) return outcome;
  reply = outcome;
  if (reply.isCut) return { failed: "too_large", message: "The page is larger than 1 MB." };
  const decoded = await bodyText(reply);
  if ("failed" in decoded) return decoded;
  text = decoded;
  return { ...reply, ...decoded };
}
