import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isPrivateAddress } from "./private-address.ts";

const forwarding = ["forwarded", "via", "x-forwarded-for", "x-real-ip", "cf-connecting-ip"] as const;

/** Metrics are for whoever holds the token, and for neighbours: a private address that is not a proxy speaking for a stranger. */
export function mayScrape(request: IncomingMessage, token: string | undefined): boolean {
  if (token !== undefined && isSame(request.headers.authorization ?? "", `Bearer ${token}`)) return true;
  return isPrivateAddress(request.socket.remoteAddress ?? "") && forwarding.every((name) => request.headers[name] === undefined);
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
