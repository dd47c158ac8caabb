import { readAddress } from "./address.ts";
import { canonicalHost } from "./fields.ts";

/** A name server as it is typed. `path` is for DNS over HTTPS, which is meant for certain where `isUrl`; `port` null: the usual one of the transport. */
export type DnsServer = { host: string; port: number | null; path: string; isUrl: boolean };

/** Reads `9.9.9.9`, `2620:fe::fe`, `dns.example.com:5353` and `https://dns.example.com/dns-query`. Null for anything else. */
export function readDnsServer(typed: string): DnsServer | null {
  const host = canonicalHost(typed);
  if (host !== null) return { host, port: null, path: "", isUrl: false };
  const address = readAddress(typed);
  if (address === null || !["", "https"].includes(address.scheme) || address.user !== "") return null;
  const { scheme, path } = address;
  return { host: address.host, port: address.port, path, isUrl: scheme === "https" || path !== "" };
}
