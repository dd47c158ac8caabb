import { Resolver } from "node:dns";
import { type AddressPolicy, isLocalName, refuses } from "./address-policy.ts";
import type { Deadline } from "./deadline.ts";
import { type Failure, addressRefused, seconds } from "./failure.ts";
import { hostsFileAddresses } from "./hosts-file.ts";

export type ResolveDeps = {
  policy: AddressPolicy;
  /** `address:port` of the name servers to ask; absent: the system's. */
  nameServers?: readonly string[];
};

/** How long the answer of one family waits for the other's (RFC 8305 waits as well): some name servers drop AAAA questions. */
const otherFamilyMs = 300;

const hostName = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
const notThere = new Set(["ENOTFOUND", "ENODATA", "EBADNAME", "ENONAME"]);

/**
 * Every address of a name, IPv4 first; all of them pass the policy, or it is a failure. `host` is lower-case and not a literal.
 * One resolver of its own per call, ended by the deadline: a name server that hangs delays nobody else.
 */
export async function resolve(host: string, port: number, deps: ResolveDeps, deadline: Deadline): Promise<string[] | Failure> {
  // c-ares cuts a name at a NUL and would ask for something else than what was checked.
  if (!hostName.test(host)) return { failed: "dns_not_found", message: `${host} is not a host name.` };
  if (!deps.policy.privateAllowed && isLocalName(host)) return addressRefused;
  const local = await localAddresses(host, deps.policy);
  const answer = local.length > 0 ? local : await ask(host, deps.nameServers, deadline);
  if (!Array.isArray(answer)) return answer;
  return answer.some((address) => refuses(deps.policy, host, address, port)) ? addressRefused : answer;
}

async function localAddresses(host: string, policy: AddressPolicy): Promise<string[]> {
  if (host === "localhost" || host.endsWith(".localhost")) return ["127.0.0.1", "::1"];
  return policy.privateAllowed ? await hostsFileAddresses(host) : [];
}

function ask(host: string, nameServers: readonly string[] | undefined, deadline: Deadline): Promise<string[] | Failure> {
  return new Promise((settle) => {
    const resolver = new Resolver({ timeout: Math.max(100, Math.round(deadline.timeoutMs / 4)), tries: 3 });
    if (nameServers !== undefined) resolver.setServers(nameServers);
    const found: [string[], string[]] = [[], []];
    const errors: string[] = [];
    let pending = 2;
    let patience: NodeJS.Timeout | undefined;

    const finish = (answer: string[] | Failure) => {
      clearTimeout(patience);
      settle(answer);
      if (pending > 0) resolver.cancel();
    };
    const receive = (family: 0 | 1) => (error: NodeJS.ErrnoException | null, addresses: string[]) => {
      pending--;
      if (error === null) found[family] = addresses;
      else errors.push(error.code ?? error.message);
      const all = found.flat();
      if (pending === 0) finish(all.length > 0 ? all : failureOf(host, errors));
      else if (all.length > 0) patience = setTimeout(() => finish(all), otherFamilyMs);
    };
    deadline.wait(() =>
      finish({ failed: "dns_timeout", message: `The name servers did not answer for ${host} within ${seconds(deadline.timeoutMs)}.` }),
    );
    resolver.resolve4(host, receive(0));
    resolver.resolve6(host, receive(1));
  });
}

function failureOf(host: string, errors: string[]): Failure {
  const worst = errors.find((code) => !notThere.has(code));
  if (worst === undefined) return { failed: "dns_not_found", message: `The name ${host} has no address.`, detail: errors[0] ?? "ENODATA" };
  if (worst === "ETIMEOUT") return { failed: "dns_timeout", message: `The name servers did not answer for ${host}.`, detail: worst };
  return { failed: "dns_failed", message: `The name servers could not answer for ${host}.`, detail: worst };
}
