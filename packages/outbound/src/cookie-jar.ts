import type { ResponseHead } from "./response-head.ts";

const maxCookies = 50;
const maxLength = 4_096;
const pair =
  /^\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*=\s*([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*|"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")\s*$/;

/**
 * The cookies of one check, each sent back to the very origin that set it and to no other, whatever its Domain says; its Path counts for
 * nothing. At most 50 of 4 kB per origin.
 */
export class CookieJar {
  readonly #byOrigin = new Map<string, Map<string, string>>();

  take(head: ResponseHead, { origin }: URL): void {
    for (const [name, value] of head.headers) if (name === "set-cookie" && value.length <= maxLength) this.#set(origin, value);
  }

  /** The value of `Cookie` for a request to the origin; null for none. */
  headerFor({ origin }: URL): string | null {
    const cookies = this.#byOrigin.get(origin);
    if (cookies === undefined || cookies.size === 0) return null;
    return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  get({ origin }: URL, name: string): string | undefined {
    return this.#byOrigin.get(origin)?.get(name);
  }

  #set(origin: string, text: string): void {
    const [first = "", ...attributes] = text.split(";");
    const [, name, value] = pair.exec(first) ?? [];
    if (name === undefined || value === undefined) return;
    const cookies = this.#byOrigin.get(origin) ?? new Map<string, string>();
    this.#byOrigin.set(origin, cookies);
    // An expiry in the past is how a server deletes one; a check is too short for any other.
    if (
      attributes.some((attribute) => /^\s*max-age\s*=\s*(?:0|-\d+)\s*$/i.test(attribute) || /^\s*expires\s*=.*\b19\d\d\b/i.test(attribute))
    )
      cookies.delete(name);
    else if (cookies.has(name) || cookies.size < maxCookies) cookies.set(name, value);
  }
}
