import type { ResolveDeps } from "./resolve.ts";

/** The operator's own mail server. It is trusted, so it may be private. */
export type SmtpSettings = {
  host: string;
  port: number;
  /** TLS from the first byte (port 465). Otherwise STARTTLS is used where the server offers it. */
  secure: boolean;
  user: string | null;
  pass: string | null;
  /** The sender of every mail: `vedette@example.com` or `Vedette <vedette@example.com>`. */
  from: string;
};

export type OutboundDeps = ResolveDeps & {
  /** null: no mail server is configured, and mail waits for one. */
  smtp: SmtpSettings | null;
  /** The list of RDAP services in IANA's format; absent: IANA's own. */
  rdapBootstrapUrl?: string;
  /** The origin that answers for all public services of channels; absent: they themselves. */
  standIn?: string;
  /** Milliseconds since the epoch, for signatures. */
  now: () => number;
};
