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
  const found = checkedAddresses(target, deps, deadline, trace);
  const addresses = found instanceof Promise ? await found : found;
  if (!Array.isArray(addresses)) return addresses;
  const startedAtMs = performance.now();
  let socket = await connect(addresses[0], target, deadline, trace, onBytes);
  for (let i = 1; "failed" in socket && i < Math.min(maxAttempts, addresses.length) && deadline.ended === null; i++)
    socket = await connect(addresses[i] ?? "", target, deadline, trace, onBytes);
  trace.add("connectUs", startedAtMs, performance.now());
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

/** All plain connections read into this one buffer: whoever receives the bytes is done with them when the call returns. */
const sharedBuffer = Buffer.allocUnsafeSlow(65_536);

function connect(
  address: string,
  target: DialTarget,
  deadline: Deadline,
  trace: Trace,
  onBytes: OnBytes | null,
): Promise<Socket | Failure> {
  trace.address = address;
  trace.port = target.port;
  return new Promise((settle) => {
    const options = { host: address, port: target.port, autoSelectFamily: false };
    const socket =
      onBytes === null || target.tls !== null
        ? connectSocket({ ...options, noDelay: true })
        : connectSocket({ ...options, onread: { buffer: sharedBuffer, callback: (size, buffer) => deliver(onBytes, size, buffer) } });
    deadline.wait(() => {
      socket.destroy();
      settle({ failed: "connect_timeout", message: `No connection to port ${target.port} within ${seconds(deadline.timeoutMs)}.` });
    });
    // It stays: an error that comes once it is connected must not end the process; whoever reads learns of it from "close".
    socket.on("error", (error) => settle(failureOf(error, target)));
    socket.on("connect", () => settle(socket));
  });
}

function deliver(onBytes: OnBytes, size: number, buffer: Uint8Array): boolean {
  // safe because `sharedBuffer` is what was handed in
  onBytes((buffer as Buffer).subarray(0, size));
  return true;
}

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
