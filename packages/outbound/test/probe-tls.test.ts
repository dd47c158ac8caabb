import { TlsSpec } from "@vedette/core/kinds/tls";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { testAuthority, tlsFixture } from "@vedette/testkit/tls-fixtures";
import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { type SecureVersion, TLSSocket } from "node:tls";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { speakLines } from "./line-server.ts";
import { gist, localDeps, never } from "./local-deps.ts";

function secureServer(socket: Socket, fixture: Parameters<typeof tlsFixture>[0] = "good", maxVersion: SecureVersion = "TLSv1.3"): void {
  new TLSSocket(socket, { isServer: true, ...tlsFixture(fixture), maxVersion }).on("error", () => {});
}

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
/** Answers the first bytes with `yes`, then speaks TLS. */
const after =
  (yes: Buffer, before = Buffer.alloc(0)) =>
  (socket: Socket) => {
    if (before.length > 0) socket.write(before);
    socket.once("data", (request: Buffer) => {
      socket.pause();
      // A client that waits for no answer may have begun with TLS already.
      const begunAt = request.indexOf(hex("160301"));
      if (begunAt >= 0) socket.unshift(request.subarray(begunAt));
      if (yes.length > 0) socket.write(yes);
      secureServer(socket);
    });
  };
/** A greeting of MySQL 8, protocol 10, with the given low capability flags. */
const mysqlGreeting = (flags: number) => {
  const body = Buffer.concat([hex("0a"), Buffer.from("8.4.0\0"), Buffer.alloc(13), hex("00 00"), Buffer.alloc(20)]);
  body.writeUInt16LE(flags, 7 + 13);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
};

const specOf = (port: number, more: object = {}) =>
  TlsSpec.parse({ kind: "tls", host: "127.0.0.1", port, timeoutMs: 1_000, tls: { authorities: testAuthority }, ...more });

itKeepsTheContract({
  kind: "tls",
  spec: (host, port) => ({ kind: "tls", host, port, startTls: "postgres", tls: { authorities: testAuthority } }),
  serve: after(Buffer.from("S")),
  secrets: [],
});

it("tells the certificate, its chain, the version and the cipher", async () => {
  await using server = await startTcpServer((socket) => secureServer(socket));
  const { evidence, ...result } = await probe(specOf(server.port), localDeps, never, "detailed");
  expect(result).toMatchObject({ outcome: "answered", certificateExpiresAtMs: expect.any(Number) });
  expect(evidence.facts).toMatchObject({
    "tls.protocol": "TLSv1.3",
    "tls.trusted": true,
    "tls.names": ["good.test", "localhost", "127.0.0.1"],
  });
  expect(evidence.facts?.["tls.chain_expires_in"]).toBeLessThanOrEqual(Number(evidence.facts?.["tls.expires_in"]));
  expect(evidence.certificates?.length).toBeGreaterThan(0);
});

it.each([
  ["expired", {}, "tls_expired"],
  ["wrong-name", {}, "tls_name_mismatch"],
  ["wrong-name", { tls: { authorities: testAuthority, serverName: "elsewhere.test" } }, "answered"],
  ["good", { tls: {} }, "tls_untrusted"],
  ["expired", { tls: { verify: false } }, "answered"],
] as const)("a certificate that is %s, asked with %j: %s", async (fixture, more, expected) => {
  await using server = await startTcpServer((socket) => secureServer(socket, fixture));
  const result = await probe(specOf(server.port, more), localDeps, never, "detailed");
  expect(gist(result)).toBe(expected);
  expect(result.evidence.certificates?.[0]?.fingerprint).toMatch(/^[0-9A-F:]{95}$/);
});

it("a version of TLS that is too old is a failure that says so", async () => {
  await using server = await startTcpServer((socket) => secureServer(socket, "good", "TLSv1.2"));
  expect(gist(await probe(specOf(server.port), localDeps, never))).toBe("answered");
  expect(await probe(specOf(server.port, { minVersion: "TLSv1.3" }), localDeps, never)).toMatchObject({
    failure: "tls_failed",
    message: "The target does not speak a version of TLS that is new enough.",
  });
});

it.each<[string, (socket: Socket) => void]>([
  ["smtp", speakLines("220 hi\r\n", (line) => (line === "STARTTLS" ? { thenTls: "220 go\r\n" } : "250-hi\r\n250 STARTTLS\r\n"))],
  [
    "imap",
    speakLines("* OK hi\r\n", (line) => (line === "s STARTTLS" ? { thenTls: "s OK go\r\n" } : "* CAPABILITY IMAP4rev2\r\nc OK\r\n")),
  ],
  ["pop3", speakLines("+OK hi\r\n", () => ({ thenTls: "+OK go\r\n" }))],
  ["ftp", speakLines("220 hi\r\n", () => ({ thenTls: "234 go\r\n" }))],
  ["postgres", after(Buffer.from("S"))],
  ["mysql", after(Buffer.alloc(0), mysqlGreeting(0xffff))],
  ["ldap", after(hex("30 0c 02 01 01 78 07 0a 01 00 04 00 04 00"))],
  ["ldap", after(hex("30 84 00 00 00 10 02 01 01 78 84 00 00 00 07 0a 01 00 04 00 04 00"))],
])("begins TLS in the middle of %s", async (startTls, serve) => {
  await using server = await startTcpServer(serve);
  const result = await probe(specOf(server.port, { startTls }), localDeps, never, "detailed");
  expect(result, JSON.stringify(result)).toMatchObject({ outcome: "answered", evidence: { tls: { trusted: true } } });
});

it.each<[string, (socket: Socket) => void]>([
  ["postgres", (socket) => socket.write("N")],
  ["mysql", (socket) => socket.write(mysqlGreeting(0xf7ff))],
  ["ldap", after(hex("30 0c 02 01 01 78 07 0a 01 02 04 00 04 00"))],
])("a server of %s without TLS is a failure of TLS", async (startTls, serve) => {
  await using server = await startTcpServer(serve);
  expect(gist(await probe(specOf(server.port, { startTls }), localDeps, never))).toBe("tls_failed");
});

it.each(["postgres", "mysql", "ldap"])("any bytes in place of %s end in a failure, never in a fault of ours", async (startTls) => {
  for (const noise of [
    [0],
    [1, 2, 3, 4, 5, 6, 7, 8],
    [0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
    [0x30, 2, 2, 200],
    [10, 0, 0, 0, 10, 0],
    [3, 0, 0, 0, 255, 1, 1],
  ]) {
    await using server = await startTcpServer((socket) => socket.end(Buffer.from(noise)));
    const result = await probe(specOf(server.port, { startTls }), localDeps, never);
    expect(result.outcome, `${noise.join(" ")} ${JSON.stringify(result)}`).toBe("failed");
  }
});

it("tells of a certificate whose dates cannot be read, where nobody verifies it", async () => {
  const { cert, key } = tlsFixture("good");
  const der = Buffer.from(new X509Certificate(cert).raw);
  der.write("212x", der.indexOf("21200101000000Z"));
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----`;
  await using server = await startTcpServer((socket) => {
    new TLSSocket(socket, { isServer: true, cert: pem, key }).on("error", () => {});
  });
  const spec = TlsSpec.parse({
    kind: "tls",
    host: "127.0.0.1",
    port: server.port,
    timeoutMs: 2_000,
    assertions: "",
    tls: { verify: false },
  });
  // Again and again, since what such a date is as a number changes with what was in memory.
  for (let i = 0; i < 20; i++)
    expect(await probe(spec, localDeps, never)).toMatchObject({ outcome: "answered", certificateExpiresAtMs: null });
  const result = await probe(spec, localDeps, never, "detailed");
  expect(result.evidence.certificates?.[0]).toMatchObject({ validFrom: "2020-01-01T00:00:00.000Z", validTo: "" });
  expect(result.evidence.facts).toMatchObject({ "tls.expires_in": null, "tls.subject": "CN=good.test" });
  expect(gist(await probe({ ...spec, tls: { ...spec.tls, verify: true } }, localDeps, never))).toBe("tls_untrusted");
});
