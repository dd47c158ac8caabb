import { listenOnLoopback } from "@vedette/testkit/listen-on-loopback";
import { createServer, request as forward } from "node:http";
import { type Socket, connect } from "node:net";

export type TestProxy = AsyncDisposable & {
  url: string;
  port: number;
  /** The first line of each request, and its credentials. */
  asked: { line: string; authorization: string | undefined }[];
};

/** A proxy that sends everything on to 127.0.0.1 whatever the name. `answer`: what it says to CONNECT instead of opening a way. */
export async function startProxy(answer?: (socket: Socket) => void, status = 0): Promise<TestProxy> {
  const asked: TestProxy["asked"] = [];
  const tunnels = new Set<Socket>();
  const server = createServer((request, response) => {
    asked.push({ line: `${request.method} ${request.url}`, authorization: request.headers["proxy-authorization"] });
    if (status !== 0) return response.writeHead(status).end();
    const { port, pathname, search } = new URL(request.url ?? "");
    const { method = "", headers } = request;
    const onward = forward({ host: "127.0.0.1", port, path: pathname + search, method, headers }, (reply) =>
      reply.pipe(response.writeHead(reply.statusCode ?? 0, reply.headers)),
    );
    onward.on("error", () => response.writeHead(502).end());
    return request.pipe(onward);
  });
  server.on("connect", (request, socket: Socket) => {
    tunnels.add(socket.on("error", () => {}));
    asked.push({ line: `CONNECT ${request.url}`, authorization: request.headers["proxy-authorization"] });
    if (answer !== undefined) return answer(socket);
    const target = connect(Number(request.url?.split(":").at(-1)), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(target).pipe(socket);
    });
    target.on("error", () => socket.destroy());
    socket.on("close", () => target.destroy());
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      for (const socket of tunnels) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
