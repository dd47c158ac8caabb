import { keptBodyBytes } from "@vedette/core/ping";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isPrivateAddress } from "./private-address.ts";
import type { IntakeAnswer, PingIntake } from "./ping-intake.ts";
import { type Dialect, type PingRequest, kumaUnknown, readPing } from "./ping-request.ts";
import { tokenRate } from "./token-rate.ts";

/** More than this is not read at all: no job says so much, and what is said beyond the first 10,000 bytes is not kept. */
const maxBodyBytes = 1_000_000;
/** One address may ping as often as once a second for good, and a minute's worth at once. */
const burst = 60;
const perSecond = 1;

export type PingDoor = {
  /** Answers if this is the address of a ping; false: it is something else. */
  serve: (request: IncomingMessage, response: ServerResponse) => boolean;
};

/** Pings over HTTP. 2xx is said only of what is committed. */
export function pingDoor(intake: PingIntake, monotonic: () => number): PingDoor {
  const rate = tokenRate(burst, perSecond);

  async function answer(request: IncomingMessage, response: ServerResponse, asked: PingRequest): Promise<void> {
    const body = await bodyOf(request);
    if (body === "too large") return say(request, response, asked.dialect, 413, "request body too large");
    if (!rate.take(keyOf(asked), monotonic())) return say(request, response, asked.dialect, 429, "rate limit exceeded", "10");
    const { dialect, text, ...ping } = asked;
    const kept = text === null ? body : Buffer.from(text);
    const given = await intake.accept({
      ...ping,
      method: request.method ?? "",
      remote: remoteOf(request),
      agent: headerOf(request, "user-agent"),
      body: kept.length === 0 ? null : kept.subarray(0, keptBodyBytes),
    });
    sayGiven(request, response, dialect, given);
  }

  return {
    serve: (request, response) => {
      const asked = readPing(request.url ?? "");
      if (asked === null) return false;
      if ("status" in asked) say(request, response, asked.dialect, asked.status, asked.text);
      else if (asked.dialect === "healthchecks" && !methods.has(request.method ?? "")) {
        response.setHeader("allow", [...methods].join(", "));
        say(request, response, asked.dialect, 405, "method not allowed");
      } else void answer(request, response, asked).catch(() => response.destroy());
      return true;
    },
  };
}

const methods = new Set(["GET", "HEAD", "POST"]);

function keyOf({ address }: PingRequest): string {
  return address.by === "slug" ? `${address.pingKey}/${address.slug}` : address.token;
}

function sayGiven(request: IncomingMessage, response: ServerResponse, dialect: Dialect, given: IntakeAnswer): void {
  switch (given) {
    case "busy":
      return say(request, response, dialect, 503, "try again later", "5");
    case "unknown":
      return say(request, response, dialect, 404, dialect === "kuma" ? kumaUnknown : "not found");
    case "paused":
      return dialect === "kuma" ? say(request, response, dialect, 404, kumaUnknown) : say(request, response, dialect, 200, "OK");
    case "stored":
      return say(request, response, dialect, 200, "OK");
    case "created":
      return say(request, response, dialect, 201, "Created");
  }
}

function say(
  request: IncomingMessage,
  response: ServerResponse,
  dialect: Dialect,
  status: number,
  text: string,
  retryAfter?: string,
): void {
  const isWell = status < 300;
  const body = dialect === "kuma" ? JSON.stringify(isWell ? { ok: true } : { ok: false, msg: text }) : text;
  const headers = [
    "content-type",
    dialect === "kuma" ? "application/json; charset=utf-8" : "text/plain; charset=utf-8",
    "content-length",
    String(Buffer.byteLength(body)),
    "cache-control",
    "no-store",
    "x-content-type-options",
    "nosniff",
    "access-control-allow-origin",
    "*",
  ];
  if (dialect === "healthchecks" && isWell) headers.push("ping-body-limit", String(keptBodyBytes));
  if (retryAfter !== undefined) headers.push("retry-after", retryAfter);
  // What was sent and not read would be taken for the next request.
  if (!request.complete) headers.push("connection", "close");
  response.writeHead(status, headers);
  response.end(request.method === "HEAD" ? undefined : body);
}

/** The first bytes of the body, at most as many as are kept. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | "too large"> {
  if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) return "too large";
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (sizeBytes < keptBodyBytes) chunks.push(chunk.subarray(0, keptBodyBytes - sizeBytes));
    sizeBytes += chunk.length;
    if (sizeBytes > maxBodyBytes) return "too large";
  }
  return Buffer.concat(chunks);
}

/** The sender's address; behind a proxy of ours the one that the proxy saw. */
function remoteOf(request: IncomingMessage): string | null {
  const address = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const forwarded = isPrivateAddress(address) ? headerOf(request, "x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return (forwarded ?? address).slice(0, 60);
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name];
  return typeof value === "string" ? value.replaceAll("\0", "").slice(0, 200) : null;
}
