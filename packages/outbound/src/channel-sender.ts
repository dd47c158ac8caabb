import type { AlertMessage, Receipt } from "@vedette/core/alert";
import type { AlertLink, AlertWords } from "@vedette/core/alert-words";
import type { PressTokens, SendContext } from "@vedette/core/send-context";
import type { NoAnswer, ServiceAnswer, ServiceRequest } from "./call-service.ts";

/** What a channel renders. */
export type Alert = {
  message: AlertMessage;
  words: AlertWords;
  /** Where the incident is in its life, or the failing of a channel, which opens and is resolved. */
  phase: "opened" | "updated" | "acknowledged" | "resolved";
  /** The same for all messages about one incident, or one failing of a channel: what services know an alert or an issue by. */
  key: string;
  /** What the service called what it was last sent about it. */
  reference: string | null;
  /** What can be done in place, where a service has buttons whose presses it reports; empty where nothing is asked for. */
  buttons: AlertButton[];
  /** Where all can be done that a link allows, for whoever has room for one link; null where nothing is asked for. */
  page: AlertLink | null;
  webhook: SendContext["webhook"];
};

/** `url`: below it presses are answered. `tokens`: what tells us which button it is. `page`: where the link beside it leads. */
export type AlertButton = { deed: "acknowledge" | "snooze"; label: string; tokens: PressTokens; url: string; page: string };

export type ChannelIo = {
  /** All calls of one attempt share one deadline. */
  call: (request: ServiceRequest) => Promise<ServiceAnswer | NoAnswer>;
  /** Milliseconds since the epoch. */
  nowMs: number;
  /** The origin of a public service, which tests put a stand-in for. */
  fixed: (origin: string) => string;
};

/** One attempt. Whatever the service does is a receipt; repeating it is harmless as far as the service can tell repetitions. */
export type ChannelSender<Target> = (target: Target, alert: Alert, io: ChannelIo) => Promise<Receipt>;

/** A JSON request. */
export function jsonRequest(url: string, body: unknown, headers: Record<string, string> = {}, method = "POST"): ServiceRequest {
  return { method, url, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

export function formRequest(url: string, fields: Record<string, string>, headers: Record<string, string> = {}): ServiceRequest {
  const body = new URLSearchParams(fields).toString();
  return { method: "POST", url, headers: { "content-type": "application/x-www-form-urlencoded", ...headers }, body };
}

export function basicAuth(user: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** The path of a service below the address of a server, whatever slash that ends with. */
export function below(server: string, path: string): string {
  return `${server.replace(/\/+$/, "")}${path}`;
}

/** At most `max` characters, the last of which says that there was more. Never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** Where a message leads: to what it is about, then to what can be done. */
export function linksOf({ link, actions }: AlertWords): AlertLink[] {
  return [...(link === null ? [] : [link]), ...actions];
}

/** `Acknowledge: https://…`, for whoever shows plain text alone. */
export function linkLine({ label, url }: AlertLink): string {
  return `${label}: ${url}`;
}

/** Markdown that no label can break out of: these are built-in words. */
export function markdownLink({ label, url }: AlertLink): string {
  return `[${label}](${url})`;
}

/** Title, text and links below each other: a message for whoever shows text alone. Links are never cut. */
export function plainText(words: AlertWords, max: number, linkAs: (link: AlertLink) => string = linkLine): string {
  const tail = linksOf(words)
    .map((link) => `\n${linkAs(link)}`)
    .join("");
  return cut(`${words.title}\n${words.text}`, max - tail.length) + tail;
}
