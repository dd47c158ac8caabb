import type { WebEnv } from "../env.ts";

const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** Our own origins, exactly. An instance on loopback answers to all names of loopback, on its own port. */
export function ownOrigins(env: Pick<WebEnv, "PUBLIC_URL">): ReadonlySet<string> {
  const url = new URL(env.PUBLIC_URL);
  if (!loopback.includes(url.hostname)) return new Set([url.origin]);
  return new Set(loopback.map((host) => `${url.protocol}//${host}${url.port === "" ? "" : `:${url.port}`}`));
}

/**
 * Whether a request that changes something comes from our own pages. Browsers say so in `Origin` or, where they leave it out, in
 * `Sec-Fetch-Site`; what says neither is refused.
 */
export function isFromOwnPage(env: Pick<WebEnv, "PUBLIC_URL">, headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const from = headers.get("origin");
  return from === null ? site === "same-origin" : ownOrigins(env).has(from);
}
