import type { ProbeFailure } from "@vedette/core/probe-result";
import { type Socket, connect as connectSocket } from "node:net";
import { isSameAddress } from "./address-classes.ts";
import { type HostTarget, checkedAddresses } from "./checked-addresses.ts";
import type { Deadline } from "./deadline.ts";
import { type Failure, addressRefused, seconds } from "./failure.ts";
import type { ResolveDeps } from "./resolve.ts";
import { type SecureOptions, secure } from "./secure.ts";
import type { Trace } from "./trace.ts";

/** `tls` null: plain. */
export type DialTarget = HostTarget & { tls: SecureOptions | null };

/** Receives what the peer sends; the bytes are valid during the call only. */
export type OnBytes = (bytes: Buffer) => void;

/** How many addresses are tried when one refuses at once; all were checked before the first is dialled. */
const maxAttempts = 4;

/** What to dial for a URL of the WHATWG parser: lower-case host without brackets and trailing dot. */
export function dialTargetOf(url: URL, tls: SecureOptions = {}, family: DialTarget["family"] = "any"): DialTarget {
  const isSecure = url.protocol === "https:" || url.protocol === "wss:";
  const host = url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname.replace(/\.$/, "");
  return { host, port: url.port === "" ? (isSecure ? 443 : 80) : Number(url.port), family, tls: isSecure ? tls : null };
}

/**
 * The one way to open a socket to an address somebody else chose: resolves, checks every address against the policy, connects to the
 * checked literal and compares what it got. Phases and the address are added to `trace`. With `onBytes` the bytes are pushed to it;
 * without, the socket is an ordinary stream. The caller destroys the socket. Never throws for a target's sake.
 */
export async function dial(
  target: DialTarget,
  deps: ResolveDeps,
  deadline: Deadline,
  trace: Trace,
  onBytes: OnBytes | null,
): Promise<Socket | Failure> {
  const addresses = await checkedAddresses(target, deps, deadline, trace);
  if (!Array.isArray(addresses)) return addresses;
  const socket = await trace.time("connectUs", () => connectToAny(addresses, target, deadline, trace, onBytes));
  if ("failed" in socket) return socket;
  const wrongPeer = peerFailure(socket.remoteAddress, trace.address);
  if (wrongPeer !== null) {
    socket.destroy();
    return wrongPeer;
  }
  const { tls } = target;
  if (tls === null) return socket;
  const secured = await trace.time("tlsUs", () => secure(socket, target.host, deadline, trace, tls));
  if (!("failed" in secured) && onBytes !== null) secured.on("data", onBytes);
  return secured;
}

/**
 * Null when the peer that the kernel names is the address that was checked. A peer that is gone already has no name: nothing may be
 * sent to it, but that is no refusal of ours.
 */
export function peerFailure(remoteAddress: string | undefined, checked: string): Failure | null {
  if (remoteAddress === undefined) return { failed: "connection_closed", message: "The connection was closed without an answer." };
  return remoteAddress === checked || isSameAddress(remoteAddress, checked) ? null : addressRefused;
}

async function connectToAny(
  [first, ...others]: [string, ...string[]],
  target: DialTarget,
  deadline: Deadline,
  trace: Trace,
  onBytes: OnBytes | null,
): Promise<Socket | Failure> {
  const attempt = async (address: string) => {
    trace.address = address;
    trace.port = target.port;
    return await connect(address, target, deadline, onBytes);
  };
  let outcome = await attempt(first);
  for (const address of others.slice(0, maxAttempts - 1)) {
    if (!("failed" in outcome) || deadline.ended !== null) break;
    outcome = await attempt(address);
  }
  return outcome;
}

/** All plain connections read into this one buffer: whoever receives the bytes is done with them when the call returns. */
const sharedBuffer = Buffer.allocUnsafeSlow(65_536);

function connect(address: string, target: DialTarget, deadline: Deadline, onBytes: OnBytes | null): Promise<Socket | Failure> {
  return new Promise((settle) => {
    const options = { host: address, port: target.port, autoSelectFamily: false };
    const socket =
      onBytes === null || target.tls !== null
        ? connectSocket({ ...options, noDelay: true })
        : connectSocket({ ...options, onread: { buffer: sharedBuffer, callback: (size, buffer) => deliver(onBytes, size, buffer) } });
    const onError = (error: NodeJS.ErrnoException) => settle(failureOf(error, target));
    deadline.wait(() => {
      socket.destroy();
      settle({ failed: "connect_timeout", message: `No connection to port ${target.port} within ${seconds(deadline.timeoutMs)}.` });
    });
    socket.once("error", onError);
    socket.once("connect", () => {
      socket.off("error", onError);
      // An error that comes while nobody reads yet must not end the process; the reader learns of it from "close".
      socket.on("error", ignore);
      settle(socket);
    });
  });
}

function deliver(onBytes: OnBytes, size: number, buffer: Uint8Array): boolean {
  // safe because `sharedBuffer` is what was handed in
  onBytes((buffer as Buffer).subarray(0, size));
  return true;
}

function ignore(): void {}

const codes: Record<string, [ProbeFailure, string]> = {
  ECONNREFUSED: ["connect_refused", "was refused"],
  ETIMEDOUT: ["connect_timeout", "timed out"],
  EHOSTUNREACH: ["connect_failed", "failed: the host cannot be reached"],
  ECONNRESET: ["connect_failed", "was reset"],
};

function failureOf(error: NodeJS.ErrnoException, target: DialTarget): Failure {
  const detail = error.code ?? error.message;
  const known = codes[detail];
  if (known !== undefined) return { failed: known[0], message: `The connection to port ${target.port} ${known[1]}.`, detail };
  // No route, no file handle, no local port, a local filter: all of these are ours.
  return { failed: "prober_error", message: `Vedette could not open a connection from here (${detail}).`, detail };
}
