import { isIP } from "node:net";
import { refuses } from "./address-policy.ts";
import type { Deadline } from "./deadline.ts";
import { type Failure, addressRefused } from "./failure.ts";
import { type ResolveDeps, resolve } from "./resolve.ts";
import type { Trace } from "./trace.ts";

/** `isTrusted` is for a literal that the operator chose, such as this machine's own name server; nobody else's may carry it. */
export type HostTarget = { host: string; port: number; family: "any" | "ipv4" | "ipv6"; isTrusted?: true };

type Addresses = [string, ...string[]];

/**
 * The addresses of the wanted family that a target stands for, at least one. All of the name's addresses pass the policy, or it is a
 * failure. One address of each family comes first: a machine that lacks IPv4 or IPv6 then reaches the other at its second attempt.
 * Only a name has to be waited for.
 */
export function checkedAddresses(
  target: HostTarget,
  deps: ResolveDeps,
  deadline: Deadline,
  trace: Trace,
): Addresses | Failure | Promise<Addresses | Failure> {
  const { host, port, isTrusted } = target;
  // c-ares would ask a name server for a literal, so literals never get that far.
  if (isIP(host) === 0) return trace.time("dnsUs", () => resolve(host, port, deps, deadline)).then((found) => wantedOf(found, target));
  return isTrusted !== true && refuses(deps.policy, host, host, port) ? addressRefused : wantedOf([host], target);
}

function wantedOf(checked: string[] | Failure, { host, family }: HostTarget): Addresses | Failure {
  if (!Array.isArray(checked)) return checked;
  const [first, ...others] = family === "any" ? checked : checked.filter((address) => isIP(address) === (family === "ipv4" ? 4 : 6));
  const wanted = { any: "", ipv4: "IPv4 ", ipv6: "IPv6 " }[family];
  if (first === undefined) return { failed: "dns_not_found", message: `${host} has no ${wanted}address.` };
  const other = others.findIndex((address) => isIP(address) !== isIP(first));
  return other <= 0 ? [first, ...others] : [first, ...others.splice(other, 1), ...others];
}
