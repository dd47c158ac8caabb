import type { WebEnv } from "../env.ts";
import { isSecure } from "./auth.ts";

type Env = Pick<WebEnv, "PUBLIC_URL">;

const maxAgeS = 60;
const maxLength = 254;

/** What a refused form's page shows again in its e-mail field. A cookie, so that no address of a person stands in addresses and logs. */
export function typedEmailCookie(env: Env, typed: string | undefined): string[] {
  if (typed === undefined || typed === "" || typed.length > maxLength) return [];
  const secure = isSecure(env) ? "; Secure" : "";
  return [`${nameOf(env)}=${encodeURIComponent(typed.toWellFormed())}; Max-Age=${maxAgeS}; Path=/; HttpOnly; SameSite=Lax${secure}`];
}

/** The address that was typed into the form that has just been refused; empty where there was none. */
export function typedEmail(env: Env, headers: Headers): string {
  const name = nameOf(env);
  const pair = (headers.get("cookie") ?? "").split("; ").find((cookie) => cookie.startsWith(`${name}=`));
  try {
    return decodeURIComponent(pair?.slice(name.length + 1) ?? "").slice(0, maxLength);
  } catch {
    return "";
  }
}

function nameOf(env: Env): string {
  return isSecure(env) ? "__Host-vedette-typed" : "vedette-typed";
}
