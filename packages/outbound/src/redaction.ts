import { minSecretLength } from "@vedette/core/fields";

/** Replaces what must not be shown. */
export type Hide = (text: string) => string;

const replacement = "[redacted]";

/** Hides each secret, also as base64, percent-encoded and inside JSON. Shorter ones than a person can type as a secret stay as they are. */
export function hider(secrets: readonly string[]): Hide {
  const spellings = new Set(secrets.filter((secret) => secret.length >= minSecretLength).flatMap(spellingsOf));
  // The longest first: a secret may contain another.
  const ordered = [...spellings].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((shown, secret) => shown.replaceAll(secret, () => replacement), text);
}

function spellingsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString("base64").replace(/=+$/, "");
  const latin1 = Buffer.from(secret).toString("latin1");
  return [
    secret,
    latin1,
    base64,
    base64.replaceAll("+", "-").replaceAll("/", "_"),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** The value with all of its strings, however deep, passed through `hide`; keys stay. */
export function hideIn<T>(value: T, hide: Hide): T {
  return hidden(value, hide) as T; // safe because only strings are replaced, by strings
}

function hidden(value: unknown, hide: Hide): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item) => hidden(item, hide));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item, hide)]));
}
