import { readDnsServer } from "@vedette/core/dns-server";
import type { DnsSpec } from "@vedette/core/kinds/dns";
import { getServers } from "node:dns";
import { refuses } from "./address-policy.ts";
import type { NameServer } from "./ask-name-server.ts";
import type { ResolveDeps } from "./resolve.ts";

export const usualPorts = { udp: 53, tcp: 53, tls: 853, https: 443 } as const;
/** They are tried one after the other. */
const maxServers = 3;

/**
 * This machine's own name servers that may be asked for records of a type, in their order. Those that nobody could name themselves are
 * trusted; where private targets are refused, they are there for questions about addresses alone.
 */
export function ownNameServers(
  { transport, type }: Pick<DnsSpec, "transport" | "type">,
  { policy, nameServers }: ResolveDeps,
): NameServer[] {
  const mayTrust = policy.privateAllowed || type === "A" || type === "AAAA";
  const servers = (nameServers ?? getServers()).flatMap((text): NameServer[] => {
    const typed = readDnsServer(text);
    if (typed === null) return [];
    const server = { host: typed.host, port: typed.port ?? usualPorts[transport], path: "", family: "any" } as const;
    if (!refuses(policy, server.host, server.host, server.port)) return [server];
    return mayTrust ? [{ ...server, isTrusted: true }] : [];
  });
  return servers.slice(0, maxServers);
}
