import { listenOnLoopback } from "@vedette/testkit/listen-on-loopback";
import { startUdpServer } from "@vedette/testkit/scripted-udp-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { tlsFixture } from "@vedette/testkit/tls-fixtures";
import { type Answer, decode, encode } from "dns-packet";
import { createServer } from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

export type Zone = { answers?: Answer[]; code?: number; flags?: number };

/** The message that answers `query` with what `zone` holds. */
export function dnsAnswer(query: Buffer, { answers = [], code = 0, flags = 0 }: Zone): Buffer {
  const { id = 0, questions = [] } = decode(query);
  return encode({ type: "response", id, flags: 0x180 | code | flags, questions, answers });
}

export const startDnsUdp = (zone: Zone) => startUdpServer((query, reply) => reply(dnsAnswer(query, zone)));

/** The script of a connection that answers each message with its length before it. */
export function serveDnsByTcp(zone: Zone): (socket: Socket) => void {
  return (socket) =>
    socket.on("data", (chunk: Buffer) => {
      const answer = dnsAnswer(chunk.subarray(2), zone);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      socket.write(Buffer.concat([length, answer]));
    });
}

export const startDnsByTls = (zone: Zone) =>
  startTcpServer((socket) => {
    const secured = new TLSSocket(socket, { isServer: true, ...tlsFixture("good") });
    secured.on("error", () => {});
    serveDnsByTcp(zone)(secured);
  });

/** DNS over HTTPS by node:https; `length` false: the answer comes in chunks. */
export async function startDnsByHttps(
  zone: Zone,
  { length = true, status = 200 } = {},
): Promise<AsyncDisposable & { port: number; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer(tlsFixture("good"), (request, response) => {
    paths.push(`${request.method} ${request.url} ${request.headers["content-type"]}`);
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const answer = dnsAnswer(Buffer.concat(parts), zone);
      response.writeHead(status, { "content-type": "application/dns-message", ...(length && { "content-length": answer.length }) });
      response.write(answer.subarray(0, 20));
      response.end(answer.subarray(20));
    });
  });
  const port = await listenOnLoopback(server);
  return { port, paths, [Symbol.asyncDispose]: () => new Promise((done) => (server.closeAllConnections(), server.close(() => done()))) };
}
