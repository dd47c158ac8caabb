import { canonicalHost } from "./fields.ts";

/** What a person typed or pasted as an address, taken apart once. Everything but `text` is empty where it was not said. */
export type Address = {
  /** Trimmed, as typed; an IPv6 address alone in brackets. */
  text: string;
  /** Lower-case, without the colon: `https`, `postgres`, `dns`. */
  scheme: string;
  /** Canonical, see `canonicalHost`. */
  host: string;
  port: number | null;
  /** Without the leading slash, not decoded. */
  path: string;
  query: URLSearchParams;
  user: string;
  password: string;
};

/** Reads `scheme://user:password@host:port/path?query`, the same without scheme, `scheme:host` and `host`. Null for anything else. */
export function readAddress(typed: string): Address | null {
  const trimmed = typed.trim();
  const text = /^[\da-f]*:[\da-f]*:[\da-f:.]*$/i.test(trimmed) ? `[${trimmed}]` : trimmed;
  const match =
    /^(?:([a-z][a-z0-9+.-]*):(?:\/\/)?(?!\d+(?:[/?#]|$)))?(?:([^\s/?#@]*)@)?(\[[^\]\s]+\]|[^\s/?#@:[\]]+)(?::(\d{1,5}))?(?:\/([^\s?#]*))?(?:\?([^\s#]*))?(?:#\S*)?$/i.exec(
      text.slice(0, 2_000),
    );
  if (match === null || text.length > 2_000) return null;
  const [, scheme = "", credentials = "", typedHost = "", port, path = "", query = ""] = match;
  const host = canonicalHost(typedHost);
  const portNumber = port === undefined ? null : Number(port);
  if (host === null || portNumber === 0 || (portNumber ?? 1) > 65_535) return null;
  const colon = credentials.indexOf(":");
  return {
    text,
    scheme: scheme.toLowerCase(),
    host,
    port: portNumber,
    path,
    query: new URLSearchParams(query),
    user: decoded(colon < 0 ? credentials : credentials.slice(0, colon)),
    password: decoded(colon < 0 ? "" : credentials.slice(colon + 1)),
  };
}

/** Percent-decoded; as it is when it is not well encoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The scheme of an address; where it has none, what its port usually stands for. */
export function schemeOf({ scheme, port }: Address, usual: Readonly<Record<number, string>>): string {
  return scheme === "" && port !== null ? (usual[port] ?? "") : scheme;
}
