import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { classify, isSameAddress } from "./address-classes.ts";

/** What this instance dials. One organisation's own instance may allow private targets; one with open sign-up never does. */
export type AddressPolicy = {
  privateAllowed: boolean;
  /** The platform's own database, queue and admin ports: closed always. `host` is as in the connection string, a name or a literal. */
  ownEndpoints: readonly OwnEndpoint[];
};
export type OwnEndpoint = { host: string; port: number };

/** Whether `address`, one that `host` stands for, must not be dialled. Every address of an answer has to pass. */
export function refuses(policy: AddressPolicy, host: string, address: string, port: number): boolean {
  const addressClass = classify(address);
  if (addressClass === "never") return true;
  if (!policy.privateAllowed && (addressClass !== "public" || isOwnAddress(address))) return true;
  return policy.ownEndpoints.some((own) => own.port === port && isAt(own.host, host, address, addressClass === "public"));
}

/** Whether a name server that a person typed, an address with or without a port, must not be asked. */
export function refusesNameServer(policy: AddressPolicy, typed: string): boolean {
  const parts = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::(\d+))?$/i.exec(typed);
  const address = parts?.[1] ?? parts?.[2] ?? "";
  return isIP(address) === 0 || refuses(policy, address, address, Number(parts?.[3] ?? 53));
}

/** Whether the name itself says that it is local; refused before it is asked for, so that no answer tells whether it exists. */
export function isLocalName(host: string): boolean {
  return !host.includes(".") || /\.(?:localhost|local|internal|lan|home\.arpa)$/.test(host);
}

/**
 * Whether a host must not be asked for through somebody's proxy: a denied literal, a local name, or one of the platform's own. What any
 * other name stands for is the proxy's to find out, and where it then connects is its network's affair, not ours.
 */
export function refusesThroughProxy(policy: AddressPolicy, host: string, port: number): boolean {
  if (isIP(host) !== 0) return refuses(policy, host, host, port);
  if (!policy.privateAllowed && isLocalName(host)) return true;
  if (host === "localhost" || host.endsWith(".localhost")) return refuses(policy, host, "127.0.0.1", port);
  return policy.ownEndpoints.some((own) => own.port === port && own.host.toLowerCase() === host);
}

function isAt(ownHost: string, host: string, address: string, isPublic: boolean): boolean {
  if (isIP(ownHost) === 0 && ownHost !== "localhost") {
    // What the platform's own name stands for changes with each restart of a container, so any local address counts as it.
    return host === ownHost.toLowerCase() || !isPublic;
  }
  if (isSameAddress(ownHost, address)) return true;
  const listensHere = ownHost === "localhost" || ownHost === "0.0.0.0" || ownHost === "::" || classify(ownHost) === "loopback";
  return listensHere && (classify(address) === "loopback" || isOwnAddress(address));
}

const ownAddressesForMs = 30_000;
let ownAddresses: string[] = [];
let ownAddressesReadAtMs = -Infinity;

function isOwnAddress(address: string): boolean {
  const nowMs = performance.now();
  if (nowMs - ownAddressesReadAtMs > ownAddressesForMs) {
    ownAddresses = Object.values(networkInterfaces()).flatMap((list) => list?.map((entry) => entry.address) ?? []);
    ownAddressesReadAtMs = nowMs;
  }
  return ownAddresses.some((own) => isSameAddress(own, address));
}
