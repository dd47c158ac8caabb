import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { testAuthority, tlsFixture } from "@vedette/testkit/tls-fixtures";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { speakLines } from "./line-server.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";
import { password, scripts, user } from "./mail-script.ts";

type Kind = keyof typeof scripts;
const kinds = Object.keys(scripts) as Kind[]; // safe because the object has no other keys

const server = (kind: Kind, offersTls = true) =>
  startTcpServer(speakLines(scripts[kind].greeting, (line, isSecure) => scripts[kind].answer(line, isSecure, offersTls)));

async function check(kind: Kind, port: number, more: object = {}): Promise<ProbeResult> {
  const tls = { authorities: testAuthority };
  const spec = MonitorSpec.parse({
    kind,
    host: "localhost",
    family: "ipv4",
    port,
    user,
    password,
    security: "none",
    timeoutMs: 2_000,
    tls,
    ...more,
  });
  if (!isActive(spec)) throw new Error("this kind is not probed");
  return await conclusive(async () => await probe(spec, localDeps, never, "detailed"));
}

describe.each(kinds)("%s", (kind) => {
  itKeepsTheContract({
    kind,
    spec: (host, port) => ({ kind, host, port, user, password, security: "none" }),
    serve: speakLines(scripts[kind].greeting, scripts[kind].answer),
    secrets: [password],
  });

  it("signs in after STARTTLS, and tells the certificate", async () => {
    await using target = await server(kind);
    const result = await check(kind, target.port, { security: "starttls" });
    expect(result, JSON.stringify(result)).toMatchObject({ outcome: "answered", certificateExpiresAtMs: expect.any(Number) });
    expect(JSON.stringify(result)).not.toContain("word-9");
  });

  it("signs in by TLS from the first byte", async () => {
    await using target = await startTcpServer((socket: Socket) => {
      const secured = new TLSSocket(socket, { isServer: true, ...tlsFixture("good") });
      secured.on("error", () => {});
      speakLines(scripts[kind].greeting, scripts[kind].answer)(secured);
    });
    expect(gist(await check(kind, target.port, { security: "tls" }))).toBe("answered");
  });

  it("sends no password in clear where STARTTLS was asked for and is not there", async () => {
    await using target = await server(kind, false);
    expect(gist(await check(kind, target.port, { security: "starttls" }))).toBe("tls_failed");
  });

  it("does not go on after STARTTLS with a certificate that is not trusted", async () => {
    await using target = await server(kind);
    expect(gist(await check(kind, target.port, { security: "starttls", tls: {} }))).toBe("tls_untrusted");
  });

  it("names a refused password, without showing it", async () => {
    await using target = await server(kind);
    const result = await check(kind, target.port, { password: "wrong-one" });
    expect(gist(result)).toBe("auth_failed");
    expect(JSON.stringify(result)).not.toContain("wrong-one");
  });

  it("asks for no password when there is no user", async () => {
    await using target = await server(kind);
    expect(gist(await check(kind, target.port, { user: "", password: "" }))).toBe("answered");
  });

  it("takes no password with a line break, which would be another command", () => {
    expect(MonitorSpec.safeParse({ kind, host: "mail.example.com", password: "a\r\nDELE 1" }).success).toBe(false);
  });
});

it.each([
  ["smtp", "554 go away\r\n"],
  ["imap", "* BYE overloaded\r\n"],
  ["pop3", "-ERR too many\r\n"],
  ["ftp", "421 too many\r\n"],
] as const)("a server that greets with a refusal is unhealthy: %s", async (kind, greeting) => {
  await using target = await startTcpServer(speakLines(greeting, () => ""));
  expect(gist(await check(kind, target.port))).toBe("service_unhealthy");
});

it("smtp signs in by AUTH LOGIN where PLAIN is not offered", async () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  await using target = await startTcpServer(
    speakLines("220 hi\r\n", (line) => {
      if (line.startsWith("EHLO")) return "250-hi\r\n250 AUTH=LOGIN\r\n";
      if (line === "AUTH LOGIN") return `334 ${base64("Username:")}\r\n`;
      if (line === base64(user)) return `334 ${base64("Password:")}\r\n`;
      return line === base64(password) ? "235 in\r\n" : { thenEnd: "" };
    }),
  );
  expect(gist(await check("smtp", target.port))).toBe("answered");
});

it("imap signs in by SASL when the password is not ASCII", async () => {
  await using target = await startTcpServer(
    speakLines("* OK hi\r\n", (line) => {
      if (line === "c CAPABILITY") return "* CAPABILITY IMAP4rev1\r\nc OK\r\n";
      if (line === "l AUTHENTICATE PLAIN") return "+ \r\n";
      return line === Buffer.from(`\0${user}\0pässword`).toString("base64") ? "l OK in\r\n" : { thenEnd: "" };
    }),
  );
  expect(gist(await check("imap", target.port, { password: "pässword" }))).toBe("answered");
});

it("a server that speaks before TLS begins is not believed", async () => {
  await using target = await startTcpServer(
    speakLines("+OK hi\r\n", (line) => (line === "STLS" ? { thenTls: "+OK begin\r\n+OK injected\r\n" } : "-ERR\r\n")),
  );
  expect(gist(await check("pop3", target.port, { security: "starttls" }))).toBe("protocol_error");
});
