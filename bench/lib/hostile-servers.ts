// Targets of bad manners on free ports of 127.0.0.1, and a name server that answers for *.good.test alone. Prints where they are.
import { startNameServer } from "@vedette/testkit/name-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";

const head = "HTTP/1.1 200 OK\r\n";
const block = Buffer.alloc(65_536, "x");
const headers = Buffer.from("A: b\r\n".repeat(5_000));
const chunks = Buffer.from("1\r\nx\r\n".repeat(5_000));
const bomb = gzipSync(Buffer.alloc(100_000_000));
const whole = `${head}Content-Length: 5\r\n\r\nhello`;

/** Writes as fast as the peer reads. */
function flood(socket: Socket, bytes: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on("drain", more);
  more();
}

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write("x"), 1_000);
  socket.once("close", () => clearInterval(timer));
}

let cut = 0;

const scripts: Record<string, (socket: Socket) => void> = {
  "headers, a byte a second": (socket) => (socket.write(`${head}X: `), drip(socket)),
  "a body, a byte a second": (socket) => (socket.write(`${head}Content-Length: 1000\r\n\r\n`), drip(socket)),
  "a body without end": (socket) => (socket.write(`${head}\r\n`), flood(socket, block)),
  "small chunks without end": (socket) => (socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`), flood(socket, chunks)),
  "a gzip bomb": (socket) => (socket.write(`${head}Content-Encoding: gzip\r\n\r\n`), socket.end(bomb)),
  "headers without end": (socket) => (socket.write(head), flood(socket, headers)),
  "redirects without end": (socket) => socket.end(`HTTP/1.1 302 Found\r\nLocation: /${"again".repeat(100)}\r\nContent-Length: 0\r\n\r\n`),
  "a close at any byte": (socket) => socket.end(whole.slice(0, cut++ % whole.length)),
};

const urls: [name: string, url: string][] = [];
for (const [name, script] of Object.entries(scripts)) {
  const { port } = await startTcpServer((socket) => socket.once("data", () => script(socket)));
  urls.push([name, `http://hostile.good.test:${port}/`]);
}
const silent = await startTcpServer(() => {});
urls.push(
  ["TLS that never finishes", `https://hostile.good.test:${silent.port}/`],
  ["a name server that hangs", "http://hostile.hang.test/"],
);
const names = await startNameServer((name, type) => (!name.endsWith(".good.test") ? "hang" : type === "A" ? ["127.0.0.1"] : []));
process.stdout.write(`servers ${JSON.stringify({ nameServer: names.address, urls })}\n`);
