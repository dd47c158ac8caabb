import { usualContext } from "@vedette/core/send-context";
import { alertMessage } from "@vedette/testkit/channel-contract";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { startSmtpSink } from "@vedette/testkit/smtp-sink";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutboundDeps } from "../src/outbound-deps.ts";
import { send } from "../src/send.ts";
import { speakLines } from "./line-server.ts";
import { localDeps, never } from "./local-deps.ts";

const depsAt = (port: number): OutboundDeps => ({
  ...localDeps,
  smtp: { host: "127.0.0.1", port, secure: false, user: null, pass: null, from: "Vedette <vedette@example.com>" },
});
const channel = (...to: string[]) => ({ kind: "email" as const, to });

it("tells a team that the mail server is away, and not where it stands", async () => {
  await using gone = await startTcpServer(() => {});
  await gone[Symbol.asyncDispose]();
  const receipt = await send(channel("ops@example.com"), alertMessage(), depsAt(gone.port), never);
  expect(receipt).toMatchObject({
    ok: false,
    permanent: false,
    detail: expect.stringMatching(/mail server of this instance cannot be reached/),
  });
  expect(receipt.detail).not.toMatch(/127\.0\.0\.1|\d{4,}/);
});

describe("an alert", () => {
  it("is delivered and can be read back", async () => {
    await using sink = await startSmtpSink();
    const receipt = await send(channel("ops@example.com", "dev@example.com"), alertMessage(), depsAt(sink.port), never);
    expect(receipt).toMatchObject({ ok: true, code: 250 });
    const [mail] = await sink.waitFor(1);
    expect(mail).toMatchObject({ from: "vedette@example.com", to: ["ops@example.com", "dev@example.com"] });
    expect(mail?.headers.get("subject")).toBe("[Down] API is down");
    expect(mail?.headers.get("from")).toBe("Vedette <vedette@example.com>");
    expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail?.raw).toContain("Answered with status 503; expected 2xx.");
    expect(mail?.raw).toContain("text/html");
  });

  it("bears the same Message-ID on every attempt", async () => {
    await using sink = await startSmtpSink();
    for (let i = 0; i < 2; i++) await send(channel("ops@example.com"), alertMessage(), depsAt(sink.port), never);
    const mails = await sink.waitFor(2);
    expect(mails.map((mail) => mail.headers.get("message-id"))).toEqual(Array.from({ length: 2 }, () => `<${alertMessage().id}@vedette>`));
  });

  it("that is refused by every recipient is refused for good", async () => {
    await using sink = await startSmtpSink({ refuse: ["gone@example.com"] });
    expect(await send(channel("gone@example.com"), alertMessage(), depsAt(sink.port), never)).toEqual({
      ok: false,
      permanent: true,
      code: 550,
      detail: "550 No such user here",
    });
  });

  it("that is refused by some recipients reaches the others, and says who was left out", async () => {
    await using sink = await startSmtpSink({ refuse: ["gone@example.com"] });
    const receipt = await send(channel("ops@example.com", "gone@example.com"), alertMessage(), depsAt(sink.port), never);
    expect(receipt).toMatchObject({ ok: true, detail: expect.stringContaining("Refused: gone@example.com") });
    expect((await sink.waitFor(1))[0]?.to).toEqual(["ops@example.com"]);
  });

  it("that is deferred is worth another try", async () => {
    await using sink = await startSmtpSink({ defer: ["busy@example.com"] });
    expect(await send(channel("busy@example.com"), alertMessage(), depsAt(sink.port), never)).toMatchObject({
      ok: false,
      permanent: false,
      code: 451,
    });
  });

  it("whose content is refused is refused for good", async () => {
    await using sink = await startSmtpSink({ refuseContent: true });
    expect(await send(channel("ops@example.com"), alertMessage(), depsAt(sink.port), never)).toMatchObject({
      ok: false,
      permanent: true,
      code: 554,
    });
  });
});

describe("a mail server", () => {
  it("that is not there is worth another try", async () => {
    const server = await startScriptedServer();
    await server[Symbol.asyncDispose]();
    expect(await send(channel("ops@example.com"), alertMessage(), depsAt(server.port), never)).toMatchObject({
      ok: false,
      permanent: false,
      code: null,
    });
  });

  it.each([
    ["554 No service for you\r\n", 554],
    ["HTTP/1.1 400 Bad Request\r\n\r\n", null],
    ["220 ok\r\n250 ok\r\n550 no such sender\r\n", 550],
  ])("that says %j is worth another try", async (words, code) => {
    await using server = await startTcpServer((socket) => {
      const lines = words.split("\r\n").filter((line) => line !== "");
      socket.write(`${lines.shift()}\r\n`);
      socket.on("data", () => {
        const line = lines.shift();
        if (line === undefined) socket.end();
        else socket.write(`${line}\r\n`);
      });
    });
    expect(await send(channel("ops@example.com"), alertMessage(), depsAt(server.port), never)).toMatchObject({
      ok: false,
      permanent: false,
      code,
    });
  });

  it("elsewhere that does not offer TLS never sees the password", async () => {
    const heard: string[] = [];
    await using server = await startTcpServer(
      speakLines("220 hi\r\n", (line) => {
        heard.push(line);
        return line.startsWith("EHLO") ? "250-hi\r\n250 AUTH PLAIN LOGIN\r\n" : line.startsWith("AUTH") ? "235 in\r\n" : "502 no\r\n";
      }),
    );
    const { smtp } = depsAt(server.port);
    // Not one of the names of this machine, yet an address of it.
    const deps = { ...localDeps, smtp: smtp && { ...smtp, host: "0.0.0.0", user: "vedette", pass: "hunter2canary" } };
    expect(await send(channel("ops@example.com"), alertMessage(), deps, never)).toMatchObject({ ok: false, permanent: false });
    expect(heard[0]).toMatch(/^EHLO/);
    expect(heard.filter((line) => line.startsWith("AUTH"))).toEqual([]);
  });

  it("that hangs does not outlive a shutdown", async () => {
    await using server = await startTcpServer(() => {});
    const shutdown = new AbortController();
    const sending = send(channel("ops@example.com"), alertMessage(), depsAt(server.port), shutdown.signal);
    await expect.poll(() => server.connections()).toBe(1);
    shutdown.abort();
    expect(await sending).toMatchObject({ ok: false, permanent: false, detail: expect.stringContaining("shutting down") });
  });

  it("that is not configured leaves the message waiting, and says what to do", async () => {
    expect(await send(channel("ops@example.com"), alertMessage(), localDeps, never)).toMatchObject({
      ok: false,
      permanent: false,
      detail: expect.stringContaining("Set SMTP_URL"),
    });
  });
});

it("a mail of the platform itself goes to its one recipient as plain text", async () => {
  await using sink = await startSmtpSink();
  const mail = {
    id: "verify-1",
    type: "system.mail",
    to: "new@example.com",
    subject: "Confirm your address",
    text: "Open https://vedette.example.com/verify?token=abc\n",
  } as const;
  expect(await send({ kind: "system_email" }, mail, depsAt(sink.port), never)).toMatchObject({ ok: true });
  const [sunk] = await sink.waitFor(1);
  expect(sunk?.to).toEqual(["new@example.com"]);
  expect(sunk?.headers.get("subject")).toBe("Confirm your address");
  expect(sunk?.raw).not.toContain("text/html");
});

it("an alert is never sent as a system mail, nor the other way round", async () => {
  await expect(send({ kind: "system_email" }, alertMessage(), localDeps, never)).rejects.toThrow("not a system mail");
  const mail = { id: "1", type: "system.mail", to: "a@b.example", subject: "", text: "" } as const;
  await expect(send(channel("ops@example.com"), mail, localDeps, never)).rejects.toThrow("does not go to a channel");
});

it("no text becomes a header, an envelope command or a mail of its own", async () => {
  await using sink = await startSmtpSink();
  const evil = fc.constantFrom(
    "\r\nBcc: evil@example.com",
    "\nX-Evil: 1",
    "\r\n\r\nbody",
    "\u0000",
    "\u2028X-Evil: 1",
    "\r\n.\r\nMAIL FROM:<evil@example.com>",
    "=?utf-8?q?=0D=0AX-Evil: 1?=",
    "Ünïcode",
    "💥",
  );
  const text = fc.array(fc.oneof(evil, fc.string({ maxLength: 20 })), { maxLength: 4 }).map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(text, text, text, async (name, summary, id) => {
      const { data } = alertMessage();
      const message = alertMessage({
        id: `m${id}`,
        data: { ...data, monitor: data.monitor && { ...data.monitor, name }, incident: data.incident && { ...data.incident, summary } },
      });
      const before = sink.mails.length;
      expect(await send(channel("ops@example.com"), message, depsAt(sink.port), never)).toMatchObject({ ok: true });
      expect(sink.mails).toHaveLength(before + 1);
      const mail = sink.mails.at(-1);
      expect(mail?.to).toEqual(["ops@example.com"]);
      expect([...(mail?.headers.keys() ?? [])].toSorted()).toEqual([
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
      ]);
    }),
    { numRuns: 25 },
  );
});

it("each recipient who can leave gets a mail that says how, in one press or by hand, under an id that stays", async () => {
  await using sink = await startSmtpSink({ refuse: ["gone@example.com"] });
  const context = { ...usualContext, leaveUrlOf: (recipient: string) => `https://vedette.example/leave/${recipient.slice(0, 3)}` };
  for (let i = 0; i < 2; i++) {
    const receipt = await send(
      channel("ops@example.com", "gone@example.com", "dev@example.com"),
      alertMessage(),
      depsAt(sink.port),
      never,
      context,
    );
    expect(receipt).toMatchObject({ ok: true, detail: expect.stringContaining("Refused: gone@example.com") });
  }
  const [ops, dev, opsAgain] = await sink.waitFor(4);
  expect([ops?.to, dev?.to]).toEqual([["ops@example.com"], ["dev@example.com"]]);
  expect(ops?.headers.get("list-unsubscribe")).toBe("<https://vedette.example/leave/ops>");
  expect(ops?.headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  expect(ops?.raw).toContain("https://vedette.example/leave/ops");
  expect(ops?.headers.get("message-id")).not.toBe(dev?.headers.get("message-id"));
  expect(opsAgain?.headers.get("message-id")).toBe(ops?.headers.get("message-id"));
});
