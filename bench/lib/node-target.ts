// node-target.ts PORT SECURE_PORT FIXTURES [LOG]: the same 200 to every request head, over HTTP and HTTPS, without parsing more than its end.
import { appendFileSync, readFileSync } from "node:fs";
import { type Socket, createServer } from "node:net";
import { join } from "node:path";
import { createServer as createSecureServer } from "node:tls";

const [port = "", securePort = "", fixtures = "", log = ""] = process.argv.slice(2);
const answer = Buffer.from("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 3\r\nconnection: close\r\n\r\nok\n");
const serve = (socket: Socket) => {
  socket.on("data", (chunk) => {
    if (!chunk.includes("\r\n\r\n")) return;
    socket.end(answer);
    if (log !== "") appendFileSync(log, `${Date.now() / 1_000} ${chunk.toString("latin1").split(" ", 2)[1]}\n`);
  });
  socket.on("error", () => socket.destroy());
};
const [cert, key] = ["good.pem", "good.key.pem"].map((name) => readFileSync(join(fixtures, name)));
createServer({ noDelay: true }, serve).listen({ port: Number(port), host: "127.0.0.1", backlog: 4_096 });
createSecureServer({ cert, key, noDelay: true }, serve).listen({ port: Number(securePort), host: "127.0.0.1", backlog: 4_096 });
