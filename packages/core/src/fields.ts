import { z } from "zod";
import type { Subject } from "./assertion/assertion.ts";
import { assertionsField } from "./assertion/assertions-field.ts";

/** Fields that several kinds of monitors share. Each says what a form shows of it. */

// eslint-disable-next-line no-control-regex -- the point is to name them
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;

/** One line as it is sent: not trimmed, possibly empty, no control characters. */
export function line(maxLength: number) {
  return z
    .string()
    .max(maxLength, { error: `This is too long. Use at most ${maxLength.toLocaleString("en")} characters.`, abort: true })
    .refine((text) => !controlCharacters.test(text), "This contains a control character or a line break. Remove it.");
}

/** Shorter ones are words that stand everywhere: hiding them in what a target says would tell more than it hides. */
export const minSecretLength = 4;

const isHideable = (text: string) => text === "" || text.length >= minSecretLength;
const tooShort = `A secret this short cannot be hidden in what is kept of an answer. Use at least ${minSecretLength} characters.`;

/** A span as all interfaces take it; forms ask for it in seconds or more, where a fraction is fine. */
export function milliseconds(what: string) {
  return z.int({ error: ({ input }) => `Type ${what} as a ${Number.isFinite(input) ? "whole number of milliseconds" : "number"}.` });
}

/** 0 to 10 redirects are followed by hand; with 0 a redirect is an answer like any other. */
export const maxRedirects = z
  .int("Type the number of redirects as a whole number.")
  .min(0, "Type 0 to follow no redirect.")
  .max(10, "At most 10 redirects are followed.")
  .default(5)
  .meta({ label: "Redirects to follow" });

/** A secret: sealed at rest, never answered by any API. May be empty where the peer wants no secret. */
export function secret(label: string, hint?: string) {
  return z
    .string()
    .max(8_000, "This is too long. Use at most 8,000 characters.")
    .refine(isHideable, tooShort)
    .default("")
    .meta({ label, secret: true, ...(hint === undefined ? {} : { hint }) });
}

const hostName = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** The canonical host of a typed one: the WHATWG parser's, lower-case, without brackets and trailing dot. Null when it is none. */
export function canonicalHost(typed: string): string | null {
  const text = typed.trim();
  const isV6 = text.includes(":");
  if (text === "" || text.length > 300 || /[\s/?#@\\]/.test(text) || controlCharacters.test(text)) return null;
  const host = URL.parse(`http://${isV6 && !text.startsWith("[") ? `[${text}]` : text}/`)?.hostname.replace(/\.$/, "") ?? "";
  if (host.startsWith("[")) return host.slice(1, -1);
  return !isV6 && hostName.test(host) ? host : null;
}

/** A host name or an IP address. Odd spellings of addresses become the address that they stand for, so nothing slips past the dialer. */
export const Host = z
  .string()
  .transform((typed, context) => {
    const host = canonicalHost(typed);
    if (host !== null) return host;
    context.addIssue({ code: "custom", message: "Type a host name or an IP address, such as db.example.com or 203.0.113.7." });
    return z.NEVER;
  })
  .meta({ label: "Host", place: "address", placeholder: "db.example.com" });

export function port(usual?: number) {
  const number = z.int("Type the port as a whole number.").min(1, "Ports begin at 1.").max(65_535, "Ports end at 65535.");
  return usual === undefined
    ? number.meta({ label: "Port", place: "address" })
    : number.default(usual).meta({ label: "Port", place: "address", placeholder: String(usual) });
}

/** A PEM block of the given label, such as `CERTIFICATE`; empty for none. */
function pem(label: string) {
  return z
    .string()
    .trim()
    .max(20_000, "This is too long. Use at most 20,000 characters.")
    .refine(
      (text) => text === "" || text.includes(`-----BEGIN ${label}-----`),
      `Paste a PEM text that begins with -----BEGIN ${label}-----.`,
    )
    .default("");
}

/** How TLS is spoken and whom it trusts. */
export const TlsOptions = z
  .strictObject({
    verify: z
      .boolean()
      .default(true)
      .meta({ label: "Check the certificate", hint: "Off: an invalid certificate is recorded, not a failure." }),
    serverName: z
      .union([z.literal(""), Host], "Type a host name, such as db.example.com, or leave it empty.")
      .default("")
      .meta({ label: "Server name (SNI)", hint: "Left empty, the host." }),
    authorities: pem("CERTIFICATE").meta({ label: "Own trust roots", control: "lines", hint: "PEM. Trusted instead of the public ones." }),
    certificate: pem("CERTIFICATE").meta({ label: "Client certificate", control: "lines", hint: "PEM, with its chain." }),
    key: secret("Client key", "PEM, without a pass phrase."),
  })
  .prefault({})
  .meta({ label: "TLS" });
export type TlsOptions = z.output<typeof TlsOptions>;

/** When TLS begins, for protocols that can begin in clear. */
export function security(usual: "none" | "starttls" | "tls") {
  return z
    .enum(["none", "starttls", "tls"])
    .default(usual)
    .meta({ label: "Security", choices: { none: "None", starttls: "STARTTLS", tls: "TLS from the first byte" } });
}

/** Whether TLS is spoken, for protocols that settle by themselves when it begins. */
export const plainOrTls = z
  .enum(["none", "tls"])
  .default("none")
  .meta({ label: "Security", place: "main", choices: { none: "None", tls: "TLS" } });

/** A user name and password of a database or a broker. */
export const credentials = {
  user: line(500).default("").meta({ label: "User", place: "main" }),
  password: secret("Password").meta({ label: "Password", place: "main", secret: true }),
};

/** A user name and password that may be left out, for protocols that speak in lines. */
export const signIn = {
  user: line(500).default("").meta({ label: "User", hint: "Left empty, nobody signs in." }),
  password: line(8_000)
    .refine(isHideable, tooShort)
    .default("")
    .meta({ label: "Password", secret: true, hint: "Without TLS it travels in the clear." }),
};

/** `name` may be used as `{{name}}` wherever the kind says so; the value is sealed. */
export const Secrets = z
  .array(
    z.strictObject({
      name: z
        .string()
        .regex(/^[a-z][a-z0-9_]{0,39}$/i, "Begin with a letter; letters, digits and _ only.")
        .meta({ label: "Name", placeholder: "api_key" }),
      value: secret("Value"),
    }),
  )
  .max(20, "At most 20 secrets.")
  .default([])
  .meta({
    label: "Secrets",
    item: "a secret",
    hint: "Use one as {{name}} in the query, a header or the body. Values cannot be read again.",
  });

/**
 * What every kind that dials out has: one deadline for the whole exchange, the family of the address, a resolver, and conditions, which
 * are `usual` until somebody says otherwise.
 */
export function activeFields(subjects: readonly Subject[], usual = "") {
  return {
    timeoutMs: milliseconds("the timeout")
      .min(100, "The shortest timeout is 100 ms.")
      .max(60_000, "The longest timeout is 60 s.")
      .default(10_000)
      .meta({ label: "Give up after", control: "seconds", place: "main" }),
    /** An answer that took longer is degraded. Absent: any time up to the timeout is fine. */
    slowAfterMs: milliseconds("the limit")
      .min(1, "A limit for slow answers is at least 1 ms.")
      .max(60_000, "A limit for slow answers is at most 60 s.")
      .optional()
      .meta({ label: "Degraded when slower than (ms)", place: "main", placeholder: "any" }),
    family: z
      .enum(["any", "ipv4", "ipv6"])
      .default("any")
      .meta({ label: "Address family", choices: { any: "IPv4 or IPv6", ipv4: "IPv4 only", ipv6: "IPv6 only" } }),
    nameServer: z
      .union([z.literal(""), z.string().regex(nameServer, "Type the address of a name server, such as 9.9.9.9 or 9.9.9.9:53.")])
      .default("")
      .meta({ label: "Name server", hint: "Left empty, this server's.", placeholder: "9.9.9.9" }),
    assertions: assertionsField(subjects, usual),
  } as const;
}

const nameServer = /^(?:[\d.]+|\[[\da-f:]+\])(?::\d{1,5})?$/i;
