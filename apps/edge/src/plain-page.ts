import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { contentSecurityPolicy, safeHeaders } from "./send-file.ts";

const sheet =
  ":root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-content:center;padding:1.5rem;box-sizing:border-box;font:1rem/1.5 system-ui,sans-serif}h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}p{margin:0}";
const csp = contentSecurityPolicy(`sha256-${createHash("sha256").update(sheet).digest("base64")}`);

/** A small page of our own words: where there is nothing to show. `text` must be plain words, without markup. */
export function sendPlainPage(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  title: string,
  text: string,
  headers: readonly string[] = [],
): void {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${sheet}</style></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>\n`;
  response.writeHead(status, [
    ...safeHeaders,
    ...headers,
    "content-security-policy",
    csp,
    "cache-control",
    "no-store",
    "content-type",
    "text/html; charset=utf-8",
    "content-length",
    String(Buffer.byteLength(body)),
  ]);
  response.end(request.method === "HEAD" ? undefined : body);
}

export function sendNotFound(request: IncomingMessage, response: ServerResponse): void {
  sendPlainPage(request, response, 404, "Nothing here", "There is no page at this address. Check it for a typing mistake.");
}
