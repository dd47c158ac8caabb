import { type ServerHttp2Stream, createServer } from "node:http2";
import type { Socket } from "node:net";
import { duplexPair } from "node:stream";

export type Said = { status?: string; message?: string; body?: Buffer; http?: number };

export const health = (...bytes: number[]) => Buffer.from([0, 0, 0, 0, bytes.length, ...bytes]);
export const serving = health(8, 1);

export function reply(stream: ServerHttp2Stream, { status = "0", message, body = serving, http = 200 }: Said): void {
  stream.on("error", () => {});
  stream.respond({ ":status": http, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => {
    stream.sendTrailers({ ...(status !== "" && { "grpc-status": status }), ...(message !== undefined && { "grpc-message": message }) });
  });
  stream.end(body);
}

/** An HTTP/2 server that speaks through a scripted socket, so that the contract can cut what it sends. */
export function serveOn(socket: Socket): void {
  const server = createServer({});
  server.on("stream", (stream) => reply(stream, { message: "s3cr3t-t0ken" }));
  server.on("sessionError", () => {});
  const [near, far] = duplexPair();
  near.on("data", (chunk: Buffer) => socket.write(chunk));
  socket.on("data", (chunk: Buffer) => near.write(chunk));
  socket.on("close", () => far.destroy());
  server.emit("connection", far);
}
