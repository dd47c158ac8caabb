import type { IncomingMessage } from "node:http";
import type { WebEnv } from "./env.ts";

type Head = Pick<IncomingMessage, "method" | "url" | "headers">;

/**
 * Requests that never reach the framework: other methods, other forms of address, upgrades, server actions, multipart and encoded
 * bodies, and bodies for pages. Null: the request may pass.
 */
export function refusalOf(request: Head): { status: number; reason: string } | null {
  const { method = "", url = "", headers } = request;
  if (!url.startsWith("/") || url.startsWith("//") || url.includes("\\")) return { status: 400, reason: "Ask for a path of this server." };
  if (headers.upgrade !== undefined) return { status: 400, reason: "This server does not switch protocols." };
  if (headers["next-action"] !== undefined) return { status: 400, reason: "This server has no server actions." };
  if (method === "GET" || method === "HEAD") return null;
  if (method !== "POST" || !/^\/api\/(?:trpc|form)\//.test(url)) return { status: 405, reason: "This address is read with GET." };
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
  return forwarded.at(-trustedProxies) ?? own;
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
    "x-frame-options": "DENY",
    ...(env.PUBLIC_URL.startsWith("https://") ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
  };
}
