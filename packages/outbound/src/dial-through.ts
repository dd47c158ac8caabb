import type { Socket } from "node:net";
import { refusesThroughProxy } from "./address-policy.ts";
import type { Deadline } from "./deadline.ts";
import { type DialTarget, type OnBytes, dial, dialTargetOf } from "./dial.ts";
import { type Failure, addressRefused, blameOn, seconds } from "./failure.ts";
import type { ResolveDeps } from "./resolve.ts";
import { type ResponseHead, parseResponseHead } from "./response-head.ts";
import { secure } from "./secure.ts";
import type { Trace } from "./trace.ts";

/** An HTTP proxy. `authorization` is its `Proxy-Authorization`, null for none. */
export type Proxy = { url: URL; authorization: string | null };

/**
 * A connection to the target through an HTTP proxy: to the proxy itself where the target is plain (the request then names the whole
 * address), through CONNECT and TLS of our own where it is not. The proxy is dialled like any target. Where the target is named
 * literally its address has to pass as well; what a name stands for, the proxy finds out in its own network.
 */
export async function dialThrough(
  proxy: Proxy,
  target: DialTarget,
  deps: ResolveDeps,
  deadline: Deadline,
  trace: Trace,
  onBytes: OnBytes | null,
): Promise<Socket | Failure> {
  if (refusesThroughProxy(deps.policy, target.host, target.port)) return addressRefused;
  const { tls } = target;
  const gate = dialTargetOf(proxy.url, { protocols: ["http/1.1"] }, target.family);
  const socket = await dial(gate, deps, deadline, trace, tls === null ? onBytes : null);
  if ("failed" in socket) return blameOn("proxy_failed", "The proxy cannot be reached", socket);
  if (tls === null) return socket;
  const refusal = await openTunnel(socket, target, proxy, deadline, trace);
  if (refusal !== null) {
    socket.destroy();
    return refusal;
  }
  const secured = await trace.time("tlsUs", () => secure(socket, target.host, deadline, trace, tls));
  if (!("failed" in secured) && onBytes !== null) secured.on("data", onBytes);
  return secured;
}

/** Null once the proxy has opened the way (RFC 9110 section 9.3.6). The time counts as connecting. */
async function openTunnel(
  socket: Socket,
  { host, port }: DialTarget,
  proxy: Proxy,
  deadline: Deadline,
  trace: Trace,
): Promise<Failure | null> {
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const credentials = proxy.authorization === null ? "" : `Proxy-Authorization: ${proxy.authorization}\r\n`;
  const request = `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${credentials}\r\n`;
  const head = await trace.time("connectUs", () => headOfAnswer(socket, request, deadline));
  if ("failed" in head) return head;
  return head.status >= 200 && head.status < 300 ? null : refusedByProxy(head.status);
}

function headOfAnswer(socket: Socket, request: string, deadline: Deadline): Promise<ResponseHead | Failure> {
  return new Promise((settle) => {
    let answer = Buffer.alloc(0);
    const finish = (outcome: ResponseHead | Failure) => {
      for (const event of ["data", "end", "close"]) socket.removeAllListeners(event);
      settle(outcome);
    };
    const closed = () => finish(broken("The proxy closed the connection instead of opening a way to the target."));
    deadline.wait(() => finish({ failed: "connect_timeout", message: `The proxy did not answer within ${seconds(deadline.timeoutMs)}.` }));
    socket.once("end", closed);
    socket.once("close", closed);
    socket.on("data", (bytes: Buffer) => {
      answer = Buffer.concat([answer, bytes]);
      const end = answer.indexOf("\r\n\r\n");
      if (end < 0) return answer.length > maxAnswerBytes && finish(broken("The answer of the proxy does not end."));
      const head = parseResponseHead(answer.toString("latin1", 0, end));
      // Who opens a way says no more: TLS begins with us, and whatever came before it was not the target's.
      const isOver = head !== null && (head.status >= 300 || end + 4 === answer.length);
      return finish(head !== null && isOver ? head : broken("The answer of the proxy cannot be read."));
    });
    socket.write(request, "latin1");
  });
}

const maxAnswerBytes = 16_384;

function broken(message: string): Failure {
  return { failed: "proxy_failed", message };
}

export function refusedByProxy(status: number): Failure {
  return broken(`The proxy ${status === 407 ? "wants other credentials" : "did not open a way to the target"} (status ${status}).`);
}
