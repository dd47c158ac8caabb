import type { AlertMessage, OutboundMessage, Receipt } from "@vedette/core/alert";
import type { ChannelTarget } from "@vedette/core/channel";
import { expect, it } from "vitest";
import { type Reply, startScriptedServer } from "./scripted-http-server.ts";

export type ChannelUnderTest = {
  /** The channel's target for a server at `url`. */
  targetAt: (url: string) => ChannelTarget;
  send: (target: ChannelTarget, message: OutboundMessage, signal: AbortSignal) => Promise<Receipt>;
};

/** An alert as the engine makes it. */
export function alertMessage(overrides: Partial<AlertMessage> = {}): AlertMessage {
  return {
    id: "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
    type: "incident.opened",
    timestamp: "2026-11-22T21:00:00.000Z",
    data: {
      team: { id: "0193a6b0-0000-7000-8000-000000000001", name: "Acme" },
      monitor: { id: "0193a6b0-0000-7000-8000-000000000002", name: "API", target: "https://api.example.com/health" },
      incident: {
        id: "0193a6b0-0000-7000-8000-000000000003",
        number: 12,
        severity: "down",
        summary: "Answered with status 503; expected 2xx.",
        startedAt: "2026-11-22T20:59:00.000Z",
        endedAt: null,
        durationMs: null,
        url: "https://vedette.example.com/t/acme/incidents/0193a6b0-0000-7000-8000-000000000003",
      },
    },
    ...overrides,
  };
}

const replies: { reply: Reply; name: string; expected: Partial<Receipt> & { permanent?: boolean; retryAfterMs?: number } }[] = [
  { name: "200", reply: 200, expected: { ok: true, code: 200 } },
  { name: "204", reply: 204, expected: { ok: true, code: 204 } },
  { name: "410", reply: 410, expected: { ok: false, permanent: true, code: 410 } },
  { name: "400", reply: 400, expected: { ok: false, permanent: false, code: 400 } },
  { name: "404", reply: 404, expected: { ok: false, permanent: false, code: 404 } },
  { name: "500", reply: 500, expected: { ok: false, permanent: false, code: 500 } },
  { name: "503", reply: 503, expected: { ok: false, permanent: false, code: 503 } },
  {
    name: "301",
    reply: (_request, response) => void response.writeHead(301, { location: "/elsewhere" }).end(),
    expected: { ok: false, permanent: false, code: 301 },
  },
  {
    name: "429 with Retry-After",
    reply: (_request, response) => void response.writeHead(429, { "retry-after": "120" }).end(),
    expected: { ok: false, permanent: false, code: 429, retryAfterMs: 120_000 },
  },
  { name: "a reset", reply: "reset", expected: { ok: false, permanent: false, code: null } },
];

/** What every channel that speaks HTTP keeps to. Call it inside `describe`. */
export function itIsAChannel({ targetAt, send }: ChannelUnderTest): void {
  const never = new AbortController().signal;

  it.each(replies)("answers $name with $expected", async ({ reply, expected }) => {
    await using server = await startScriptedServer(reply);
    expect(await send(targetAt(server.url), alertMessage(), never)).toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });

  it("reports a server that is not there as worth another try", async () => {
    const server = await startScriptedServer();
    await server[Symbol.asyncDispose]();
    expect(await send(targetAt(server.url), alertMessage(), never)).toMatchObject({ ok: false, permanent: false, code: null });
  });

  it("stops at once when the process shuts down, and leaves the message for later", async () => {
    await using server = await startScriptedServer("hang");
    const shutdown = new AbortController();
    const sending = send(targetAt(server.url), alertMessage(), shutdown.signal);
    await expect.poll(() => server.requests.length).toBe(1);
    shutdown.abort();
    expect(await sending).toMatchObject({ ok: false, permanent: false, detail: expect.stringContaining("shutting down") });
  });

  it("quotes at most 500 characters of the answer, on one line", async () => {
    await using server = await startScriptedServer((_request, response) => response.writeHead(500).end("no\r\n\u0000such ".repeat(10_000)));
    const receipt = await send(targetAt(server.url), alertMessage(), never);
    expect(receipt.detail.length).toBeLessThanOrEqual(500);
    // eslint-disable-next-line no-control-regex -- the point is to name them
    expect(receipt.detail).not.toMatch(/[\u0000-\u001f]/);
  });
}
