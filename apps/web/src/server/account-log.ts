import type { Log } from "./log.ts";

export type AccountEvent =
  | "signed-up"
  | "signed-in"
  | "sign-in-refused"
  | "signed-out"
  | "renamed"
  | "password-changed"
  | "password-change-refused"
  | "password-reset"
  | "email-confirmed"
  | "session-revoked"
  | "other-sessions-revoked";

/**
 * What happens to an account belongs to no team and so to no team's audit: it is a line of the log. People are named by their id,
 * never by their address; who was refused, by where they came from.
 */
export function noteAccount(log: Log, event: AccountEvent, who: { userId: string | null; ip: string | null; reason?: string }): void {
  log.info({ event: `account.${event}`, ...who }, "account");
}
