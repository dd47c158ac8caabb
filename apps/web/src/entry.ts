import { isForwarded } from "@vedette/core/may-scrape";
import { perKeyLimit } from "@vedette/core/per-key-limit";
import type { IncomingMessage, Server } from "node:http";
import { isIP } from "node:net";
import type { WebEnv } from "./env.ts";

type Head = Pick<IncomingMessage, "method" | "url" | "headers">;

/** A segment of only dots, in any spelling, also with parameters behind it: what is resolved before or after a guard differs. */
const dotSegment = /(?:^|\/|%2f|%5c)(?:\.|%2e){1,2}(?:\/|%2f|%5c|;|$)/i;
/** A body goes to a procedure, or to several, to a form, to where presses in messages are reported, or to where recipients of mails leave; their names need no escapes. */
const takesBodies = /^\/(?:api\/(?:trpc\/[\w.,]+|(?:form|press)\/[a-z]+)|leave\/[\w-]+)$/;

/**
 * Requests that never reach the framework: other methods, other forms of address, upgrades, server actions, multipart and encoded
 * bodies, and bodies for pages. Null: the request may pass.
 */
export function refusalOf(request: Head): { status: number; reason: string } | null {
  const { method = "", url = "", headers } = request;
  const path = url.split("?", 1)[0] ?? "";
  if (!url.startsWith("/") || url.startsWith("//") || url.includes("\\")) return { status: 400, reason: "Ask for a path of this server." };
  if (dotSegment.test(path) || /%00/.test(path)) return { status: 400, reason: "Ask for the path itself." };
  if (path.startsWith("/_next/image")) return { status: 404, reason: "This server fetches no images." };
  if (headers.upgrade !== undefined) return { status: 400, reason: "This server does not switch protocols." };
  if (headers["next-action"] !== undefined) return { status: 400, reason: "This server has no server actions." };
  if (method === "GET" || method === "HEAD") return null;
  if (method !== "POST" || !takesBodies.test(path)) return { status: 405, reason: "This address is read with GET." };
  if (headers["content-type"]?.toLowerCase().startsWith("multipart/") === true)
    return { status: 415, reason: "This server takes no multipart bodies." };
  if (headers["content-encoding"] !== undefined) return { status: 415, reason: "Send the body without content-encoding." };
  return null;
}

/**
 * The client's address: of the socket or, behind `trustedProxies` proxies, the one that the outermost of them saw. What lies
 * further left in `X-Forwarded-For` was written by the client and is never read.
 */
export function clientIp(request: Pick<IncomingMessage, "headers" | "socket">, trustedProxies: number): string {
  const own = request.socket.remoteAddress ?? "unknown";
  if (trustedProxies === 0) return own;
  const forwarded = [request.headers["x-forwarded-for"] ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const seen = forwarded.at(-trustedProxies) ?? "";
  // With fewer proxies than were promised, this is the client's own text.
  return isIP(seen) === 0 ? own : seen;
}

/**
 * What the framework's handlers learn of the connection, in headers of our own: who asks and whether a proxy speaks for them. A
 * client's headers of these names are dropped.
 */
export function markRequest(request: Pick<IncomingMessage, "headers" | "socket">, trustedProxies: number): void {
  const { headers } = request;
  const wasForwarded = isForwarded(headers);
  for (const name of Object.keys(headers)) if (name.startsWith("x-vedette-")) delete headers[name];
  headers["x-vedette-client-ip"] = clientIp(request, trustedProxies);
  if (wasForwarded) headers["x-vedette-forwarded"] = "1";
}

/** Of one address, so that a single client cannot take all; behind proxies every client has the proxy's, and that is its business. */
const maxConnectionsOfOne = 1_000;

export function limitEachAddress(server: Pick<Server, "on">, trustedProxies: number, most = maxConnectionsOfOne): void {
  if (trustedProxies > 0) return;
  const limit = perKeyLimit(most);
  server.on("connection", (socket) => {
    const address = socket.remoteAddress ?? "";
    socket.once("close", () => limit.leave(address));
    if (!limit.enter(address)) socket.destroy();
  });
}

/** Sent with every answer. Scripts run only with the nonce of this one answer. */
export function securityHeaders(env: Pick<WebEnv, "PUBLIC_URL">, nonce: string) {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    // Not `no-referrer`: under that a browser sends `Origin: null` with a plain form, which would look forged.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    ...(env.PUBLIC_URL.startsWith("https://") ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
  };
}
