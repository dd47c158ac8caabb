import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { testAuthority } from "@vedette/testkit/tls-fixtures";
import { constants, generateKeyPairSync, privateDecrypt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";
import { accepts, count2500, denied, error, greeting, ok, password, salt, serverOf, session, speakMysql, xor } from "./mysql-script.ts";
import { overTls } from "./over-tls.ts";

itKeepsTheContract({
  kind: "mysql",
  spec: (host, port) => ({ kind: "mysql", host, port, user: "watch", password, database: "app", statement: "select count(*) from jobs" }),
  serve: serverOf("mysql_native_password"),
  secrets: [password],
});

async function check(port: number, input: Record<string, unknown> = {}) {
  const spec = MonitorSpec.parse({ kind: "mysql", host: "127.0.0.1", port, timeoutMs: 2_000, user: "watch", password, ...input });
  if (!isActive(spec)) throw new Error("not probed");
  return await conclusive(() => probe(spec, localDeps, never, "detailed"));
}

it("reads what a real MariaDB answers", async () => {
  await using server = await startTcpServer(serverOf("mysql_native_password"));
  const { facts, transcript } = (await check(server.port, { statement: "select count(*) from jobs" })).evidence;
  expect(facts).toMatchObject({ "sql.value": 2_500, "sql.rows": 1, "sql.version": "10.11.19-MariaDB" });
  expect(transcript?.map(({ text }) => text)).toContain("START TRANSACTION READ ONLY");
});

describe("signing in", () => {
  it("by caching_sha2_password, when the server still knows the password", async () => {
    await using server = await startTcpServer(serverOf("caching_sha2_password", [Buffer.from([1, 3]), ok]));
    expect(gist(await check(server.port))).toBe("answered");
    expect(gist(await check(server.port, { password: "wrong" }))).toBe("auth_failed");
  });

  it("by caching_sha2_password without TLS gives the password away to the server's key alone", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const pem = publicKey.export({ type: "spki", format: "pem" });
    const received: Buffer[] = [];
    await using server = await startTcpServer(
      serverOf("caching_sha2_password", [Buffer.from([1, 4])], (packet, turn) => {
        received.push(packet);
        if (turn === 1) return [Buffer.concat([Buffer.from([1]), Buffer.from(pem)])];
        if (turn > 2) return session(packet, turn);
        const plain = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING }, packet);
        return xor(plain, salt).toString() === `${password}\0` ? [ok] : [denied];
      }),
    );
    expect(gist(await check(server.port))).toBe("answered");
    expect(Buffer.concat(received).includes(password)).toBe(false);
    await using odd = await startTcpServer(serverOf("caching_sha2_password", [Buffer.from([1, 4])], () => [Buffer.from("\u0001no key")]));
    expect(gist(await check(odd.port))).toBe("protocol_error");
  });

  it("by the plugin that the server asks for instead, once the greeting's is not the user's", async () => {
    await using server = await startTcpServer(
      speakMysql(greeting("8.4.0", "sha256_password", Buffer.alloc(20, 1)), (packet, turn) => {
        if (turn === 0) return [Buffer.concat([Buffer.from("\u00fecaching_sha2_password\0", "latin1"), salt, Buffer.alloc(1)])];
        if (turn === 1) return accepts.caching_sha2_password(packet) ? [Buffer.from([1, 3]), ok] : [denied];
        return session(packet, turn);
      }),
    );
    expect(gist(await check(server.port))).toBe("answered");
  });

  it("over TLS sends the password itself when it is asked for", async () => {
    const secured = speakMysql(null, (packet, turn) => {
      if (turn === 0) return [Buffer.from([1, 4])];
      return turn === 1 ? (packet.toString() === `${password}\0` ? [ok] : [denied]) : session(packet, turn);
    });
    await using server = await startTcpServer(
      speakMysql(
        greeting("8.4.0", "caching_sha2_password", salt),
        () => [],
        (socket) => overTls(socket, secured),
      ),
    );
    const tls = { authorities: testAuthority };
    expect(await check(server.port, { security: "tls", tls })).toMatchObject({ outcome: "answered", evidence: { tls: { trusted: true } } });
    expect(gist(await check(server.port, { security: "tls" }))).toBe("tls_untrusted");
  });
});

it.each<[string, (socket: import("node:net").Socket) => void, Record<string, unknown>, string]>([
  ["another password", serverOf("mysql_native_password"), { password: "wrong" }, "auth_failed"],
  ["too many connections", speakMysql(error(1040, "Too many connections"), () => []), {}, "service_unhealthy"],
  [
    "a plugin that nobody knows",
    speakMysql(greeting("10.11", "mysql_native_password", salt), () => [Buffer.from("\u00feclient_ed25519\0abc", "latin1")]),
    {},
    "auth_failed",
  ],
  [
    "a table that is not there",
    serverOf("mysql_native_password", [ok], (packet) => (packet.includes("jobs") ? [error(1146, "Table 'app.jobs' doesn't exist")] : [ok])),
    { statement: "select 1 from jobs" },
    "query_failed",
  ],
  [
    "a server that asks for our files",
    serverOf("mysql_native_password", [ok], (packet) =>
      packet.includes("SELECT 1") ? [Buffer.from("\u00fb/etc/passwd", "latin1")] : [ok],
    ),
    {},
    "protocol_error",
  ],
  [
    "a server that has no TLS",
    speakMysql(greeting("5.5", "mysql_native_password", salt, 0x81bf_f7fe), () => []),
    { security: "tls" },
    "tls_failed",
  ],
  [
    "rows without end",
    serverOf("mysql_native_password", [ok], (packet) =>
      packet.includes("SELECT 1")
        ? [
            ...count2500.slice(0, 3),
            ...Array<Buffer>(20).fill(Buffer.concat([Buffer.from([0xfd, 0x60, 0xea, 0]), Buffer.alloc(60_000, "x")])),
          ]
        : [ok],
    ),
    {},
    "too_large",
  ],
])("names %s", async (_name, script, input, failure) => {
  await using server = await startTcpServer(script);
  expect(gist(await check(server.port, input))).toBe(failure);
});
