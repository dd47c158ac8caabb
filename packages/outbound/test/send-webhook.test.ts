import { ChannelTarget } from "@vedette/core/channel";
import { alertMessage, itIsAChannel } from "@vedette/testkit/channel-contract";
import { type RecordedRequest, startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { testAuthority, tlsFixture } from "@vedette/testkit/tls-fixtures";
import fc from "fast-check";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { setDefaultCACertificates } from "node:tls";
import { Webhook } from "standardwebhooks";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { send } from "../src/send.ts";
import { webhookBody } from "../src/channels/send-http.ts";
import { localDeps, never } from "./local-deps.ts";

beforeAll(() => setDefaultCACertificates([testAuthority]));

const secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
const targetAt = (url: string) => ChannelTarget.parse({ kind: "webhook", url, secret });
const sendTo = (url: string, message = alertMessage(), deps = localDeps) => send(targetAt(url), message, deps, never);

describe("a webhook is a channel", () => {
  itIsAChannel({ targetAt, send: (target, message, signal) => send(target, message, localDeps, signal) });
});

function verify(request: RecordedRequest | undefined): unknown {
  const headers = Object.fromEntries(Object.entries(request?.headers ?? {}).map(([name, value]) => [name, String(value)]));
  return new Webhook(secret).verify(request?.body ?? "", headers);
}

describe("a message", () => {
  it("verifies with the published library and with nothing but HMAC-SHA256", async () => {
    await using server = await startScriptedServer(204);
    const message = alertMessage();
    await sendTo(`${server.url}/hook?key=1`, message);
    const request = server.requests[0];
    expect(verify(request)).toEqual({ type: message.type, timestamp: message.timestamp, data: message.data });
    const headers = request?.headers ?? {};
    const signed = createHmac("sha256", Buffer.from(secret.slice(6), "base64")).update(
      `${message.id}.${String(headers["webhook-timestamp"])}.${request?.body}`,
    );
    expect(headers["webhook-signature"]).toBe(`v1,${signed.digest("base64")}`);
    expect(request).toMatchObject({
      method: "POST",
      path: "/hook?key=1",
      headers: { "content-type": "application/json", "webhook-id": message.id },
    });
  });

  it("does not verify once a bit of it was changed", async () => {
    await using server = await startScriptedServer(204);
    await sendTo(server.url);
    const request = server.requests[0];
    expect(() => verify(request && { ...request, body: request.body.replace("down", "dowm") })).toThrow("No matching signature");
    expect(() => verify(request && { ...request, headers: { ...request.headers, "webhook-id": "msg_other" } })).toThrow(
      "No matching signature",
    );
  });

  it("bears the same id on every attempt, and the attempt's own time", async () => {
    await using server = await startScriptedServer(503);
    const at = [1_700_000_000_000, 1_700_000_100_000];
    for (const nowMs of at) await sendTo(server.url, alertMessage(), { ...localDeps, now: () => nowMs });
    expect(server.requests.map(({ headers }) => headers["webhook-id"])).toEqual([alertMessage().id, alertMessage().id]);
    expect(server.requests.map(({ headers }) => headers["webhook-timestamp"])).toEqual(["1700000000", "1700000100"]);
  });

  it("says by how much it is late", async () => {
    await using server = await startScriptedServer(204);
    await sendTo(server.url, alertMessage({ delayedByMs: 90_000 }));
    expect(JSON.parse(server.requests[0]?.body ?? "")).toMatchObject({ data: { delayedByMs: 90_000, team: { name: "Acme" } } });
  });

  it("may have a body of its own, as the documentation shows", async () => {
    await using server = await startScriptedServer(204);
    const example = /```json\n(\{ "text": "\{\{.*)\n```/.exec(readFileSync(new URL("../../../docs/channels.md", import.meta.url), "utf8"));
    const body = example?.[1] ?? "";
    await send(ChannelTarget.parse({ kind: "webhook", url: server.url, secret, body }), alertMessage(), localDeps, never);
    expect(verify(server.requests[0])).toEqual({
      text: "API is down",
      since: "22 Nov 2026, 20:59 UTC",
      link: "https://vedette.example.com/t/acme/incidents/0193a6b0-0000-7000-8000-000000000003",
    });
  });

  it("is signed with a secret that lacks its padding", async () => {
    await using server = await startScriptedServer(204);
    const unpadded = secret.replaceAll("=", "");
    expect(unpadded).not.toBe(secret);
    await send(ChannelTarget.parse({ kind: "webhook", url: server.url, secret: unpadded }), alertMessage(), localDeps, never);
    expect(verify(server.requests[0])).toMatchObject({ type: "incident.opened" });
  });

  it("stays under 20 kB whatever was typed into it", () => {
    const text = (maxLength: number) => fc.string({ unit: "grapheme", maxLength, size: "max" });
    fc.assert(
      fc.property(text(100), text(100), text(4_000), text(8_000), (team, name, summary, target) => {
        const { data } = alertMessage();
        const body = webhookBody(
          alertMessage({
            data: {
              team: { ...data.team, name: team },
              monitor: data.monitor && { ...data.monitor, name, target },
              incident: data.incident && { ...data.incident, summary },
            },
          }),
        );
        expect(Buffer.byteLength(body)).toBeLessThan(20_000);
      }),
      { numRuns: 200 },
    );
  });
});

it("names 200 incidents that are told together, and counts the rest", () => {
  const { data } = alertMessage();
  const monitor = { id: crypto.randomUUID(), name: "x".repeat(100), target: "https://shop.example/".padEnd(4_000, "y") };
  const others = Array.from({ length: 1_000 }, (_, i) => ({
    id: crypto.randomUUID(),
    number: i,
    severity: "down" as const,
    monitor,
    endedAt: null,
    url: `https://vedette.example/t/acme/incidents/${i}`,
  }));
  const body = webhookBody(alertMessage({ data: { ...data, others } }));
  const { data: sent } = JSON.parse(body) as { data: { others: { number: number }[]; othersOmitted: number } };
  expect(sent.others.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, i) => i));
  expect(sent.othersOmitted).toBe(800);
  expect(Buffer.byteLength(body)).toBeLessThan(220_000);
  expect(webhookBody(alertMessage())).not.toContain("others");
  const { incident } = alertMessage().data;
  const translated = alertMessage({
    data: { ...alertMessage().data, incident: incident && { ...incident, translations: { de: "Kaputt." } } },
  });
  expect(webhookBody(translated)).toBe(webhookBody(alertMessage()));
});

describe("over TLS", () => {
  it("is sent to a receiver whose certificate is good", async () => {
    await using server = await startScriptedServer((_request, response) => response.end("thanks"), tlsFixture("good"));
    expect(await sendTo(server.url)).toEqual({ ok: true, code: 200, detail: "thanks" });
  });

  it.each(["expired", "wrong-name"] as const)("is not sent to one whose certificate is %s", async (fixture) => {
    await using server = await startScriptedServer(204, tlsFixture(fixture));
    expect(await sendTo(server.url)).toMatchObject({ ok: false, permanent: false, detail: expect.stringContaining("certificate") });
    expect(server.requests).toHaveLength(0);
  });
});

describe("a difficult receiver", () => {
  it("that hangs is given up after 15 s", async () => {
    await using server = await startScriptedServer("hang");
    using clock = fakeClock();
    const sending = sendTo(server.url);
    await turnsUntil(() => server.requests.length === 1);
    await clock.advance(14_900);
    expect(await Promise.race([sending, Promise.resolve("still waiting")])).toBe("still waiting");
    await clock.advance(200);
    expect(await sending).toMatchObject({ ok: false, permanent: false, detail: "The receiver did not answer within 15 s." });
  });

  it("that hangs in the middle of its answer has taken the message by its status", async () => {
    let isSent = false;
    await using server = await startTcpServer((socket) => {
      socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nok", () => (isSent = true)));
    });
    using clock = fakeClock();
    const sending = sendTo(`http://127.0.0.1:${server.port}/`);
    await turnsUntil(() => isSent);
    await turns(50);
    await clock.advance(15_100);
    expect(await sending).toMatchObject({ ok: true, code: 200 });
  });

  it("that never ends its answer has still taken the message", async () => {
    await using server = await startTcpServer((socket) =>
      socket.once("data", () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n${"x".repeat(9_000)}`)),
    );
    expect(await sendTo(`http://127.0.0.1:${server.port}/`)).toMatchObject({ ok: true, code: 200, detail: "x".repeat(500) });
  });

  it("that breaks off in its answer has still taken the message", async () => {
    await using server = await startTcpServer((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nok")),
    );
    expect(await sendTo(`http://127.0.0.1:${server.port}/`)).toMatchObject({ ok: true, code: 200 });
  });

  it.each([
    "",
    "HTTP/1.1 200",
    "garbage\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    `HTTP/1.1 200 OK\r\nA: ${"x".repeat(100_000)}`,
  ])("that answers %.20j has not", async (answer) => {
    await using server = await startTcpServer((socket) => socket.once("data", () => socket.end(answer)));
    expect(await sendTo(`http://127.0.0.1:${server.port}/`)).toMatchObject({ ok: false, permanent: false, code: null });
  });

  it("that compresses its answer is not decoded", async () => {
    await using server = await startScriptedServer((_request, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end("plain"),
    );
    expect(await sendTo(server.url)).toMatchObject({ ok: true, detail: "plain" });
  });
});

/** Replaces the timers of our own deadline; the sockets and the loop stay real. */
function fakeClock(): Disposable & { advance: (ms: number) => Promise<unknown> } {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  return { advance: (ms) => vi.advanceTimersByTimeAsync(ms), [Symbol.dispose]: () => void vi.useRealTimers() };
}

/** Lets the event loop turn, each time with its share of real input and output. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function turnsUntil(isDone: () => boolean): Promise<void> {
  while (!isDone()) await turns(1);
}
