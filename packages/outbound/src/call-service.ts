import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { type Dispatcher, Client, request } from "undici";
import type { Deadline } from "./deadline.ts";
import { dial, dialTargetOf } from "./dial.ts";
import { seconds } from "./failure.ts";
import type { OutboundDeps } from "./outbound-deps.ts";
import { Trace } from "./trace.ts";

export type ServiceRequest = {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** How much of the answer is wanted, in bytes; 4,096 unless said. The rest is not waited for. */
  keepBytes?: number;
};

/** `text` is the beginning of the body; `json` undefined where it is no JSON. */
export type ServiceAnswer = { status: number; headers: IncomingHttpHeaders; text: string; json: unknown };
/** Nobody answered; why, for people. */
export type NoAnswer = { unanswered: string };

/**
 * One request to a service that alerts go to, through the guarded dialer, on a connection of its own. Redirects are not followed,
 * bodies not decoded. Whatever the other side does is a value; the status counts even if the rest never comes.
 */
export async function callService(call: ServiceRequest, deps: OutboundDeps, deadline: Deadline): Promise<ServiceAnswer | NoAnswer> {
  const socket = await dial(dialTargetOf(new URL(call.url), { protocols: ["http/1.1"] }), deps, deadline, new Trace(), null);
  if ("failed" in socket) return unanswered(socket.message, deadline);
  const client = clientOn(socket, call.url);
  const end = new Promise<never>((_resolve, reject) => {
    deadline.wait(() => reject(new Error(`The receiver did not answer within ${seconds(deadline.timeoutMs)}.`)));
  });
  const answer = async () => {
    const headers = { "user-agent": "Vedette/0.1 (+webhooks)", "accept-encoding": "identity", ...call.headers };
    const { method, body = null } = call;
    const response = await request(call.url, { dispatcher: client, method: method as Dispatcher.HttpMethod, headers, body }); // safe because schemas name the methods
    // The status is the answer; whoever does not finish the rest in time has taken the message all the same.
    deadline.wait(() => socket.destroy());
    const text = await beginningOf(response.body, call.keepBytes ?? 4_096);
    return { status: response.statusCode, headers: response.headers, text, json: parsed(text) };
  };
  try {
    return await Promise.race([answer(), end]);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return unanswered(deadline.ended === "timeout" ? error.message : `The receiver broke off: ${error.message}`, deadline);
  } finally {
    socket.destroy();
    void client.destroy();
  }
}

/** undici gets the one connection that was checked and no means to open another. It waits for ever for a callback that comes at once. */
function clientOn(socket: Socket, url: string): Client {
  return new Client(new URL(url).origin, {
    pipelining: 0,
    // The deadline is the only clock.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 65_536,
    connect: (_options, callback) =>
      queueMicrotask(() => (socket.destroyed ? callback(new Error("closed"), null) : callback(null, socket))),
  });
}

function unanswered(reason: string, deadline: Deadline): NoAnswer {
  return { unanswered: deadline.ended === "shutdown" ? "Stopped because Vedette was shutting down." : reason };
}

async function beginningOf(body: Dispatcher.ResponseData["body"], maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= maxBytes) break;
    }
  } catch {
    // What the rest would have said is a courtesy.
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
