// Runs argv[2] checks of hostile targets at once in a process of its own and prints how its resident memory grew, in MB.
import { HttpSpec } from "@vedette/core/kinds/http";
import type { Socket } from "node:net";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { probe } from "../../src/probe.ts";
import { localDeps, never } from "../local-deps.ts";

const count = Number(process.argv[2]);
const block = Buffer.alloc(65_536, "x");
const head = "HTTP/1.1 200 OK\r\n";

function flood(socket: Socket, bytes: Buffer | string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on("drain", more);
  more();
}

const scripts: ((socket: Socket) => void)[] = [
  (socket) => (socket.write(`${head}\r\n`), flood(socket, block)),
  (socket) => (socket.write(`${head}Transfer-Encoding: chunked\r\n\r\nffffffff\r\n`), flood(socket, block)),
  (socket) => (socket.write(head), flood(socket, "A: b\r\n".repeat(5_000))),
  (socket) => (socket.write(`${head}Content-Encoding: gzip\r\n\r\n`), flood(socket, block)),
  (socket) => void socket.write(`${head}X: `),
  () => {},
];
const rssMb = () => process.memoryUsage.rss() / 1_048_576;

// The servers are another process's memory, but live here: their share is measured before.
await using server = await startTcpServer((socket) => socket.once("data", () => scripts[server.connections() % scripts.length]?.(socket)));
const spec = HttpSpec.parse({ kind: "http", url: `http://127.0.0.1:${server.port}/`, timeoutMs: 1_000, assertions: process.argv[3] ?? "" });
await Promise.all(Array.from({ length: scripts.length }, () => probe(spec, localDeps, never)));
const before = rssMb();
let peak = before;
const watch = setInterval(() => (peak = Math.max(peak, rssMb())), 5);
const outcomes = await Promise.all(Array.from({ length: count }, () => probe(spec, localDeps, never)));
clearInterval(watch);
process.stdout.write(`${JSON.stringify({ grewMb: Math.round(peak - before), outcomes: outcomes.length })}\n`);
process.exit(0);
