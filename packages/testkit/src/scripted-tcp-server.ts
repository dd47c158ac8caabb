import { type Socket, createServer } from "node:net";
import { listenOnLoopback } from "./listen-on-loopback.ts";

export type TcpServer = AsyncDisposable & {
  port: number;
  /** How many connections were accepted so far. */
  connections: () => number;
};

/** A server on a free port of 127.0.0.1 that hands every connection to `script`. Errors of its sockets are of no interest. */
export async function startTcpServer(script: (socket: Socket) => void): Promise<TcpServer> {
  const open = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count++;
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
    script(socket);
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    connections: () => count,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
