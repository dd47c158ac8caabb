import type { SmtpSettings } from "@vedette/outbound/outbound-deps";
import type { Env } from "./env.ts";

/** `smtp://user:password@host:587` (STARTTLS where offered) or `smtps://…:465` (TLS from the first byte). Null: no mail is sent. */
export function smtpSettings(env: Pick<Env, "SMTP_URL" | "MAIL_FROM">): SmtpSettings | null {
  if (env.SMTP_URL === undefined || env.MAIL_FROM === undefined) return null;
  const url = new URL(env.SMTP_URL);
  const secure = url.protocol === "smtps:";
  return {
    host: url.hostname,
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    user: url.username === "" ? null : decodeURIComponent(url.username),
    pass: url.password === "" ? null : decodeURIComponent(url.password),
    from: env.MAIL_FROM,
  };
}
