import type { Failure } from "./failure.ts";
import type { ProbeIo } from "./probe-io.ts";
import { bodyText, requestHttp } from "./request-http.ts";
import { keepAll } from "./response-reader.ts";
import type { ResponseHead } from "./response-head.ts";

/** `json` is undefined where the body is not JSON. */
export type JsonReply = { status: number; head: ResponseHead; json: unknown };

/** A GET that wants JSON of at most 1 MB; at most five redirects are followed, each through the dialer. */
export async function requestJson(url: URL, io: ProbeIo, family?: "any" | "ipv4" | "ipv6"): Promise<JsonReply | Failure> {
  const headers = [["Accept", "application/rdap+json, application/json"]] as const;
  const reply = await requestHttp(
    { url, method: "GET", headers, maxRedirects: 5, keep: keepAll, ...(family !== undefined && { family }) },
    io,
  );
  if ("failed" in reply) return reply;
  if (reply.isCut) return { failed: "too_large", message: "The answer is larger than 1 MB." };
  const body = await bodyText(reply);
  if ("failed" in body) return body;
  const { head } = reply;
  return { status: head.status, head, json: parsed(body.text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
