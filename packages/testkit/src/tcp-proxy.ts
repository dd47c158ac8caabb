import { type Socket, connect, createServer } from "node:net";
import { listenOnLoopback } from "./listen-on-loopback.ts";

export type TcpProxy = AsyncDisposable & {
  port: number;
  /** Ends every connection and refuses new ones, as a server that is gone would. */
  cut: () => void;
  /** Keeps connections and forwards nothing, as a server that is frozen would. */
  freeze: () => void;
  /** Forwards again, whatever was held back included. */
  restore: () => void;
};

/** A TCP forwarder on a free port of 127.0.0.1 in front of another port there: for a database that goes away and comes back. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  let mode: "open" | "cut" | "frozen" = "open";
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (mode === "cut") return void near.resetAndDestroy();
    const far = connect(targetPort, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk: Buffer) => void to.write(chunk));
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      if (mode === "frozen") from.pause();
    }
  });
  const port = await listenOnLoopback(server);
  const cut = () => {
    mode = "cut";
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    cut,
    freeze: () => {
      mode = "frozen";
      for (const socket of sockets) socket.pause();
    },
    restore: () => {
      mode = "open";
      for (const socket of sockets) socket.resume();
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
