import type { AlertMessage, Receipt } from "@vedette/core/alert";
import type { Socket } from "node:net";
import { Webhook } from "standardwebhooks";
import { type Dispatcher, Client, request } from "undici";
import { oneLine } from "./alert-text.ts";
import { Deadline } from "./deadline.ts";
import { dial, dialTargetOf } from "./dial.ts";
import type { OutboundDeps } from "./outbound-deps.ts";
import { retryAfterMs } from "./retry-after.ts";
import { Trace } from "./trace.ts";

export type WebhookTarget = { url: string; secret: string };

const timeoutMs = 15_000;
const maxSnippetBytes = 4_096;

/**
 * One attempt after Standard Webhooks 1.0.0: `webhook-id` is the message's id on every attempt, the timestamp is the attempt's.
 * 2xx is success; redirects are not followed and fail; 410 alone is permanent. Ends within 15 s plus 250 ms.
 */
export async function sendWebhook(target: WebhookTarget, message: AlertMessage, deps: OutboundDeps, signal: AbortSignal): Promise<Receipt> {
  const deadline = new Deadline(timeoutMs, signal);
  try {
    const socket = await dial(dialTargetOf(new URL(target.url), { protocols: ["http/1.1"] }), deps, deadline, new Trace(), null);
    if ("failed" in socket) return undelivered(socket.message, deadline);
    return await post(socket, target, message, deps.now, deadline);
  } finally {
    deadline.close();
  }
}

async function post(socket: Socket, target: WebhookTarget, message: AlertMessage, now: () => number, deadline: Deadline): Promise<Receipt> {
  const client = new Client(new URL(target.url).origin, {
    pipelining: 0,
    // The deadline is the only clock.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 65_536,
    // undici gets the one connection that was checked and no means to open another. It waits for ever for a callback that comes at once.
    connect: (_options, callback) =>
      queueMicrotask(() => (socket.destroyed ? callback(new Error("closed"), null) : callback(null, socket))),
  });
  const end = new Promise<never>((_resolve, reject) => {
    deadline.wait(() => reject(new Error(`The receiver did not answer within ${timeoutMs / 1_000} s.`)));
  });
  const answer = async () => {
    const response = await request(target.url, { dispatcher: client, method: "POST", ...signed(target, message, now()) });
    // The status is the answer; whoever does not finish the rest in time has taken the message all the same.
    deadline.wait(() => socket.destroy());
    return receiptOf(response.statusCode, response.headers, await snippetOf(response.body), now());
  };
  try {
    return await Promise.race([answer(), end]);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undelivered(deadline.ended === "timeout" ? error.message : `The receiver broke off: ${error.message}`, deadline);
  } finally {
    socket.destroy();
    void client.destroy();
  }
}

function undelivered(reason: string, deadline: Deadline): Receipt {
  const detail = deadline.ended === "shutdown" ? "Stopped because Vedette was shutting down." : bounded(reason);
  return { ok: false, permanent: false, code: null, detail };
}

/** The body of a webhook: under 20 kB, as every part of it is bounded. */
export function webhookBody({ type, timestamp, data, delayedByMs }: AlertMessage): string {
  const incident = data.incident && { ...data.incident, summary: data.incident.summary.slice(0, 1_000) };
  const monitor = data.monitor && { ...data.monitor, target: data.monitor.target.slice(0, 2_000) };
  return JSON.stringify({ type, timestamp, data: { ...data, monitor, incident, ...(delayedByMs !== undefined && { delayedByMs }) } });
}

function signed(target: WebhookTarget, message: AlertMessage, nowMs: number): Pick<Dispatcher.RequestOptions, "headers" | "body"> {
  const body = webhookBody(message);
  const at = new Date(nowMs);
  const headers = {
    "content-type": "application/json",
    "user-agent": "Vedette/0.1 (+webhooks)",
    "accept-encoding": "identity",
    "webhook-id": message.id,
    "webhook-timestamp": String(Math.floor(nowMs / 1_000)),
    "webhook-signature": new Webhook(padded(target.secret)).sign(message.id, at, body),
  };
  return { headers, body };
}

/** The library insists on base64 padding, which a secret may come without. */
function padded(secret: string): string {
  return `whsec_${Buffer.from(secret.slice("whsec_".length), "base64").toString("base64")}`;
}

function receiptOf(code: number, headers: Dispatcher.ResponseData["headers"], snippet: string, nowMs: number): Receipt {
  if (code >= 200 && code < 300) return { ok: true, code, detail: snippet };
  const waitMs = retryAfterMs(headers["retry-after"], nowMs);
  const isRedirect = code >= 300 && code < 400;
  const detail = isRedirect
    ? `The receiver answered with a redirect (${code}), which webhooks do not follow. Use the final address.`
    : `The receiver answered with status ${code}. ${snippet}`;
  return { ok: false, permanent: code === 410, code, detail: bounded(detail), ...(waitMs !== null && { retryAfterMs: waitMs }) };
}

/** The first words of the receiver's answer. */
async function snippetOf(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= maxSnippetBytes) break;
    }
  } catch {
    // What the rest would have said is a courtesy.
  }
  return bounded(Buffer.concat(chunks).toString());
}

function bounded(text: string): string {
  return oneLine(text).slice(0, 500);
}
