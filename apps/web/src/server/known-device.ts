import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { WebEnv } from "../env.ts";
import { isSecure } from "./auth.ts";

type Keys = Pick<WebEnv, "AUTH_SECRET" | "PUBLIC_URL">;

const maxAgeS = 365 * 86_400;

/**
 * A browser that has signed in to an account before keeps a mark of it. Its tries are counted apart from everybody else's, so
 * whoever guesses at an account cannot lock its owner out. The mark opens nothing by itself.
 */
export function deviceCookie(env: Keys, email: string): string {
  const id = randomBytes(16).toString("base64url");
  return `${nameOf(env)}=${id}.${sign(env, email, id)}; Max-Age=${maxAgeS}; Path=/; HttpOnly; SameSite=Lax${isSecure(env) ? "; Secure" : ""}`;
}

/** The id of a mark that this instance made for this very account; null for any other. */
export function knownDevice(env: Keys, headers: Headers, email: string): string | null {
  const pair = (headers.get("cookie") ?? "").split("; ").find((cookie) => cookie.startsWith(`${nameOf(env)}=`));
  const [id = "", signature = ""] = pair?.slice(nameOf(env).length + 1).split(".") ?? [];
  const wanted = Buffer.from(sign(env, email, id));
  const given = Buffer.from(signature);
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : null;
}

function nameOf(env: Keys): string {
  return isSecure(env) ? "__Host-vedette-device" : "vedette-device";
}

function sign(env: Keys, email: string, id: string): string {
  return createHmac("sha256", env.AUTH_SECRET).update(`known device\0${email}\0${id}`).digest("base64url");
}
