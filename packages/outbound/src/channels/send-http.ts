import type { AlertMessage, Receipt } from "@vedette/core/alert";
import { fillTemplate } from "@vedette/core/alert-template";
import type { AlertWords } from "@vedette/core/alert-words";
import type { HttpTarget } from "@vedette/core/channels/http";
import type { WebhookTarget } from "@vedette/core/channels/webhook";
import { Webhook } from "standardwebhooks";
import type { NoAnswer, ServiceAnswer } from "../call-service.ts";
import type { ChannelSender } from "../channel-sender.ts";
import { bounded } from "../read-answer.ts";
import { retryAfterMs } from "../retry-after.ts";

/**
 * After Standard Webhooks 1.0.0: `webhook-id` is the message's id on every attempt, the timestamp is the attempt's. 2xx is success;
 * redirects are not followed and fail; 410 alone is permanent.
 */
export const sendWebhook: ChannelSender<WebhookTarget> = async (target, { message, words }, io) => {
  const body = target.body === "" ? webhookBody(message) : filledBody(target.body, words);
  const headers = { ...ownHeaders(target, body), ...signature(target.secret, message.id, body, io.nowMs) };
  const { method, url } = target;
  return receiptOf(await io.call({ method, url, headers, ...(method !== "GET" && { body }) }), io.nowMs);
};

/** Any request, unsigned. Fields in the query are percent-encoded, in a JSON body escaped. The answers mean what a webhook's mean. */
export const sendHttp: ChannelSender<HttpTarget> = async (target, { words }, io) => {
  const url = new URL(target.url);
  url.search = fillTemplate(url.search, words.values, encodeURIComponent);
  const body = target.method === "GET" || target.body === "" ? null : filledBody(target.body, words);
  const headers = ownHeaders(target, body ?? "");
  return receiptOf(await io.call({ method: target.method, url: url.href, headers, ...(body !== null && { body }) }), io.nowMs);
};

/** So many incidents that are told together are named one by one, the rest by their number. */
const mostOthers = 200;

/** The body of a webhook: under 20 kB, as every part of it is bounded, and at most 1 kB more for each incident that is told together with it. */
export function webhookBody({ type, timestamp, data: { others = [], ...data }, delayedByMs }: AlertMessage): string {
  const incident = data.incident && untranslated(data.incident);
  const monitor = data.monitor && { ...data.monitor, target: data.monitor.target.slice(0, 2_000) };
  const together = others.slice(0, mostOthers).map((other) => ({
    ...other,
    monitor: other.monitor && { ...other.monitor, target: other.monitor.target.slice(0, 200) },
  }));
  return JSON.stringify({
    type,
    timestamp,
    data: {
      ...data,
      monitor,
      incident,
      ...(others.length > 0 && { others: together }),
      ...(others.length > mostOthers && { othersOmitted: others.length - mostOthers }),
      ...(delayedByMs !== undefined && { delayedByMs }),
    },
  });
}

/** Programs read one language. */
function untranslated(told: NonNullable<AlertMessage["data"]["incident"]>) {
  const { translations: _, ...incident } = told;
  return { ...incident, summary: incident.summary.slice(0, 1_000) };
}

const isJson = (text: string) => /^\s*[[{]/.test(text);

function filledBody(template: string, { values }: AlertWords): string {
  return fillTemplate(template, values, isJson(template) ? (value) => JSON.stringify(value).slice(1, -1) : undefined);
}

/** A person's own headers; what the body is, is said unless they say it. */
function ownHeaders({ headers }: { headers: HttpTarget["headers"] }, body: string): Record<string, string> {
  const type = isJson(body) ? "application/json" : "text/plain; charset=utf-8";
  return {
    ...(body !== "" && { "content-type": type }),
    ...Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value])),
  };
}

function signature(secret: string, id: string, body: string, nowMs: number): Record<string, string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(nowMs / 1_000)),
    "webhook-signature": new Webhook(padded(secret)).sign(id, new Date(nowMs), body),
  };
}

/** The library insists on base64 padding, which a secret may come without. */
function padded(secret: string): string {
  return `whsec_${Buffer.from(secret.slice("whsec_".length), "base64").toString("base64")}`;
}

function receiptOf(answer: ServiceAnswer | NoAnswer, nowMs: number): Receipt {
  if ("unanswered" in answer) return { ok: false, permanent: false, code: null, detail: bounded(answer.unanswered) };
  const { status: code, headers, text } = answer;
  if (code >= 200 && code < 300) return { ok: true, code, detail: bounded(text) };
  const waitMs = retryAfterMs(headers["retry-after"], nowMs);
  const isRedirect = code >= 300 && code < 400;
  const detail = isRedirect
    ? `The receiver answered with a redirect (${code}), which webhooks do not follow. Use the final address.`
    : `The receiver answered with status ${code}. ${text}`;
  return { ok: false, permanent: code === 410, code, detail: bounded(detail), ...(waitMs !== null && { retryAfterMs: waitMs }) };
}
