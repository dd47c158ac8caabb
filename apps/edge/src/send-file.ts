import type { IncomingMessage, ServerResponse } from "node:http";
import { pickEncoding } from "./encoding.ts";
import { plainOf } from "./plain-body.ts";
import type { BundleFile } from "./read-bundle.ts";

/** Headers that every answer bears, whatever it is. */
export const safeHeaders: readonly string[] = [
  "x-content-type-options",
  "nosniff",
  "referrer-policy",
  "no-referrer",
  "permissions-policy",
  "camera=(), geolocation=(), microphone=()",
  "cross-origin-opener-policy",
  "same-origin",
];

/** `styleHash` names the one inline sheet that may apply; scripts, frames, forms to elsewhere and foreign content may not. */
export function contentSecurityPolicy(styleHash: string): string {
  return `default-src 'none'; style-src 'self' '${styleHash}'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
}

/** Answers with a file: 304 where the visitor has it already, else in the best encoding that they accept. Sends no body to HEAD. */
export function sendFile(request: IncomingMessage, response: ServerResponse, file: BundleFile, headers: readonly string[]): void {
  const common = [
    ...safeHeaders,
    ...headers,
    "etag",
    file.etag,
    "vary",
    "accept-encoding",
    "cache-control",
    "public, max-age=10, stale-if-error=86400",
  ];
  if (!file.contentType.startsWith("text/html")) common.push("access-control-allow-origin", "*");
  if (isKnownTo(request.headers["if-none-match"], file.etag)) {
    response.writeHead(304, common).end();
    return;
  }
  const encoding = "plain" in file.body ? "identity" : pickEncoding(request.headers["accept-encoding"]);
  const body = "plain" in file.body || encoding === "identity" ? plainOf(file) : file.body[encoding];
  common.push("content-type", file.contentType, "content-length", String(body.length));
  if (encoding !== "identity") common.push("content-encoding", encoding);
  response.writeHead(200, common);
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Weak comparison (RFC 9110, 13.1.2): our tags name the content, not its encoding. */
function isKnownTo(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = etag.slice(2);
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === opaque);
}
