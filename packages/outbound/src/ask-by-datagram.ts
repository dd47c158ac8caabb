import { type Socket, createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { isSameAddress } from "./address-classes.ts";
import { type HostTarget, checkedAddresses } from "./checked-addresses.ts";
import { type Failure, addressRefused, seconds } from "./failure.ts";
import type { ProbeIo } from "./probe-io.ts";

/** How many datagrams that are no answer are passed over. */
const maxStrays = 1_000;

type Question<T> = {
  request: Uint8Array;
  /** What a datagram answers, or null when it is not for us. It may be from anybody who forges the address, and is at most 64 kB. */
  read: (reply: Buffer) => T | null;
  /** Sends the request again this often, for protocols in which asking twice is harmless. */
  resendMs?: number;
  /** From when on silence is an answer. Absent: silence lasts until the deadline and is a failure. */
  silence?: { afterMs: number; means: T };
};

/**
 * Sends a datagram and waits for the answer, through the same checks as `dial`: the name is resolved, every address must pass the
 * policy, and the socket is bound to the checked address, so that the kernel drops what others send. Leaves no socket open.
 */
export async function askByDatagram<T extends object>(target: HostTarget, io: ProbeIo, question: Question<T>): Promise<T | Failure> {
  const addresses = await checkedAddresses(target, io.deps, io.deadline, io.trace);
  if (!Array.isArray(addresses)) return addresses;
  let outcome: Socket | Failure = addressRefused;
  for (const address of addresses.slice(0, 4)) {
    io.trace.address = address;
    io.trace.port = target.port;
    outcome = await connected(address, target.port);
    if (!("failed" in outcome)) break;
  }
  if ("failed" in outcome) return outcome;
  const socket = outcome;
  try {
    return await io.trace.time("firstByteUs", () => ask(socket, target, io, question));
  } finally {
    socket.close();
  }
}

function connected(address: string, port: number): Promise<Socket | Failure> {
  return new Promise((settle) => {
    // The address is a literal that was checked; nothing may look it up again.
    const family = isIPv6(address) ? 6 : 4;
    const socket = createSocket({
      type: `udp${family}`,
      lookup: (_host, _options, done) => done(null, address, family),
    });
    const fail = (failure: Failure) => {
      socket.close();
      settle(failure);
    };
    socket.once("error", (error) => fail(failureOf(error, port)));
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      if (isSameAddress(socket.remoteAddress().address, address)) settle(socket);
      else fail(addressRefused);
    });
    socket.connect(port, address);
  });
}

function ask<T>(socket: Socket, { port }: HostTarget, { deadline }: ProbeIo, question: Question<T>): Promise<T | Failure> {
  const { request, read, resendMs, silence } = question;
  let resends: NodeJS.Timeout | undefined;
  let patience: NodeJS.Timeout | undefined;
  const outcome = new Promise<T | Failure>((settle) => {
    let strays = 0;
    const fail = (error: NodeJS.ErrnoException) => settle(failureOf(error, port));
    const send = () => socket.send(request, (error) => error !== null && fail(error));
    deadline.wait(() => settle({ failed: "no_reply", message: `No reply from UDP port ${port} within ${seconds(deadline.timeoutMs)}.` }));
    if (silence !== undefined) patience = setTimeout(() => settle(silence.means), silence.afterMs);
    if (resendMs !== undefined) resends = setInterval(send, resendMs);
    socket.on("error", fail);
    socket.on("message", (reply) => {
      const answer = read(reply);
      if (answer !== null) settle(answer);
      else if (++strays > maxStrays)
        settle({ failed: "protocol_error", message: "The target sends without end, and nothing of it is an answer." });
    });
    send();
  });
  return outcome.finally(() => {
    clearInterval(resends);
    clearTimeout(patience);
  });
}

function failureOf(error: NodeJS.ErrnoException, port: number): Failure {
  const detail = error.code ?? error.message;
  if (detail === "ECONNREFUSED") return { failed: "connect_refused", message: `The host says that UDP port ${port} is closed.`, detail };
  if (detail === "EHOSTUNREACH") return { failed: "connect_failed", message: "The host cannot be reached.", detail };
  return { failed: "prober_error", message: `Vedette could not send a datagram from here (${detail}).`, detail };
}
