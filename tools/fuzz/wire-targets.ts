import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { probe } from "@vedette/outbound/probe";
import type { FuzzTarget } from "@vedette/testkit/fuzz";
import { mutatedBytes } from "@vedette/testkit/mutate";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { type Random, between, seededRandom } from "@vedette/testkit/seeded-random";
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { broker as rabbit } from "../../packages/outbound/test/amqp-script.ts";
import { serveDnsByTcp } from "../../packages/outbound/test/dns-server.ts";
import { serveOn } from "../../packages/outbound/test/grpc-script.ts";
import { answerHttp } from "../../packages/outbound/test/http-answer.ts";
import { kafkaCluster, speakKafka } from "../../packages/outbound/test/kafka-script.ts";
import { speakLines } from "../../packages/outbound/test/line-server.ts";
import { password as mailPassword, scripts, user as mailUser } from "../../packages/outbound/test/mail-script.ts";
import { mongoPrimary, speakMongodb } from "../../packages/outbound/test/mongodb-script.ts";
import { broker as mosquitto } from "../../packages/outbound/test/mqtt-script.ts";
import { serverOf } from "../../packages/outbound/test/mysql-script.ts";
import { server as nats } from "../../packages/outbound/test/nats-script.ts";
import { message, oneValue, ready, signedIn, speakPostgres } from "../../packages/outbound/test/postgres-script.ts";
import { answering, good } from "../../packages/outbound/test/redis-script.ts";
import { frame, shakingHands } from "../../packages/outbound/test/websocket-script.ts";

const deps = { policy: { privateAllowed: true, ownEndpoints: [] }, smtp: null, now: Date.now };
const never = new AbortController().signal;
const timeoutMs = 150;
/** How exactly a check keeps its deadline is measured elsewhere, on a machine that does nothing else. */
const hangMs = 5_000;
const signIn = { user: "watch", password: "correct horse" };
const mail = { user: mailUser, password: mailPassword, security: "none" };

const postgres = speakPostgres({
  startup: [message("N", "SNOTICE\0Mhello\0\0"), message("R", 3)],
  answers: { p: () => signedIn, Q: () => [message("C", "OK\0"), ready], S: () => oneValue(20, "42") },
});

/** What a check is, and a server that it finds up. `url`: the address stands in a field of that name instead of host and port. */
type Case = { spec: { kind: string } & Record<string, unknown>; serve: (socket: Socket) => void; url?: string };

const cases: readonly Case[] = [
  { spec: { kind: "redis", ...signIn, database: 2, command: "LLEN jobs" }, serve: answering(good) },
  { spec: { kind: "mysql", ...signIn, statement: "select count(*) from jobs" }, serve: serverOf("mysql_native_password") },
  { spec: { kind: "postgres", ...signIn, statement: "SELECT count(*) FROM jobs" }, serve: postgres },
  { spec: { kind: "mongodb", ...signIn }, serve: speakMongodb(mongoPrimary("SCRAM-SHA-256", signIn.password)) },
  {
    spec: { kind: "kafka", ...signIn, topic: "orders", signIn: "SCRAM-SHA-512" },
    serve: speakKafka(kafkaCluster(["SCRAM-SHA-512"], signIn.user, signIn.password)),
  },
  { spec: { kind: "amqp", ...signIn, queue: "jobs", roundTrip: true }, serve: rabbit() },
  { spec: { kind: "mqtt", ...signIn, topic: "a/b", version: "5" }, serve: mosquitto({ version: 5 }) },
  { spec: { kind: "nats", ...signIn, subject: "vedette.check" }, serve: nats() },
  { spec: { kind: "grpc", service: "shop" }, serve: serveOn },
  {
    spec: { kind: "websocket", send: "hello", expect: "welcome" },
    url: "ws",
    serve: shakingHands((socket, sent) => ((sent[0] ?? 0) === 0x88 ? socket.end() : socket.write(frame(0x81, "welcome")))),
  },
  { spec: { kind: "smtp", ...mail }, serve: speakLines(scripts.smtp.greeting, scripts.smtp.answer) },
  { spec: { kind: "imap", ...mail }, serve: speakLines(scripts.imap.greeting, scripts.imap.answer) },
  { spec: { kind: "pop3", ...mail }, serve: speakLines(scripts.pop3.greeting, scripts.pop3.answer) },
  { spec: { kind: "ftp", ...mail }, serve: speakLines(scripts.ftp.greeting, scripts.ftp.answer) },
  { spec: { kind: "ssh" }, serve: (socket) => socket.write("Welcome\r\nSSH-2.0-OpenSSH_10.0 Debian-7\r\n") },
  { spec: { kind: "metrics", assertions: 'metric "up" == 1' }, url: "http", serve: answerHttp("text/plain", "# TYPE up gauge\nup 1\n") },
  {
    spec: { kind: "content", watch: { type: "selector", selector: "h1" } },
    url: "http",
    serve: answerHttp("text/html", "<h1>Hi &amp; you</h1>"),
  },
];

/** The answers of a server with a mistake in one of them. What is read is the number that decides where and which. */
export const wireTargets: readonly FuzzTarget<Buffer>[] = [
  ...cases.map(({ spec, serve, url }) => wireTarget(spec.kind, (port) => ({ ...spec, ...at(port, url) }), serve)),
  wireTarget(
    "dns by tcp",
    (port) => ({ kind: "dns", name: "www.good.test", servers: [`127.0.0.1:${port}`], transport: "tcp" }),
    serveDnsByTcp({ answers: [{ type: "A", name: "www.good.test", ttl: 9, data: "192.0.2.1" }] }),
  ),
];

function at(port: number, url: string | undefined): Record<string, unknown> {
  return url === undefined ? { host: "127.0.0.1", port } : { url: `${url}://127.0.0.1:${port}/` };
}

function wireTarget(name: string, specOf: (port: number) => Record<string, unknown>, serve: (socket: Socket) => void): FuzzTarget<Buffer> {
  return {
    name: `${name} on the wire`,
    input: (random) => Buffer.from([between(random, 0, 255), between(random, 0, 255), between(random, 0, 255), between(random, 0, 255)]),
    read: async (input) => {
      const random = seededRandom(input.readUInt32BE());
      await using server = await startTcpServer((socket) => {
        withMistake(socket, random);
        serve(socket);
      });
      const spec = MonitorSpec.parse({ timeoutMs, ...specOf(server.port) });
      assert.ok(isActive(spec));
      const startedAt = performance.now();
      const result = await probe(spec, deps, never, "detailed");
      if (result.outcome === "inconclusive" && result.reason === "prober_stalled") return;
      assert.ok(performance.now() - startedAt < hangMs, "it did not end");
      assert.notEqual(result.outcome, "inconclusive", JSON.stringify(result));
      assert.ok(JSON.stringify(result).length < 60_000, "it keeps too much");
    },
  };
}

/** Changes one of the first things that the server says, and mostly has it hang up then. */
function withMistake(socket: Socket, random: Random): void {
  const write = socket.write.bind(socket);
  const end = socket.end.bind(socket);
  let before = between(random, 0, 7);
  const said = (data: string | Uint8Array): Buffer | null => {
    const bytes = Buffer.from(data as string); // safe because `from` takes either
    if (before-- !== 0) return bytes;
    end(mutatedBytes(random, [bytes]));
    return null;
  };
  // safe because the other overloads of both are not used by the scripts
  socket.write = ((data: string | Uint8Array) => {
    const bytes = before < 0 ? null : said(data);
    return bytes === null || write(bytes);
  }) as Socket["write"];
  // safe for the same reason
  socket.end = ((data?: string | Uint8Array) => {
    const bytes = data === undefined || data.length === 0 || before < 0 ? null : said(data);
    if (bytes !== null) end(bytes);
    else if (before >= 0) end();
    return socket;
  }) as Socket["end"];
}
