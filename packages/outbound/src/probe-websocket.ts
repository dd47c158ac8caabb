import type { WebsocketSpec } from "@vedette/core/kinds/websocket";
import { createHash, randomBytes } from "node:crypto";
import { type Conversation, converse } from "./conversation.ts";
import { dialTargetOf } from "./dial.ts";
import { shown, shownHeaders } from "./evidence.ts";
import { withSecrets, withoutSecrets } from "./fill-secrets.ts";
import type { ProbeKind } from "./probe-io.ts";
import { type ResponseHead, headerOf, parseResponseHead } from "./response-head.ts";
import { clientFrame, opcodes, serverFrame } from "./websocket-frame.ts";

const maxMessageBytes = 262_144;
/** Every frame costs its sender two bytes, and us a turn of the loop. */
const maxFrames = 10_000;

/** Opens a WebSocket (RFC 6455), sends and waits for a message where asked, and closes it with 1000. */
export const probeWebsocket: ProbeKind<WebsocketSpec> = async (spec, io) => {
  const url = new URL(spec.url);
  let head: ResponseHead | null = null;
  io.trace.tell = (hide) => ({
    request: { method: "GET", url: shown(spec.url, 2_000) },
    ...(head !== null && { response: { status: head.status, headers: shownHeaders(head.headers, hide) } }),
  });
  return await converse(dialTargetOf(url, { ...spec.tls, protocols: ["http/1.1"] }, spec.family), io, async (talk) => {
    talk.hide(...spec.secrets.map((secret) => secret.value));
    const key = randomBytes(16).toString("base64");
    talk.send(requestOf(spec, url, key), "WebSocket handshake");
    head = await answerOf(talk);
    const protocol = agreedProtocol(talk, spec, head, key);

    if (spec.send !== "") say(talk, opcodes.text, withSecrets(spec.send, spec.secrets));
    const reply = spec.expect === "" ? "" : await messageWith(talk, spec.expect);
    const tookUs = io.deadline.elapsedUs();
    await talk.farewell(clientFrame(opcodes.close, Buffer.from([0x03, 0xe8])), "close 1000");
    const values = { reply: withoutSecrets(reply, spec.secrets).slice(0, 1_000), "websocket.protocol": protocol };
    return { status: null, tookUs, facts: { values, headers: head.headers } };
  });
};

function requestOf({ headers, secrets, subprotocol }: WebsocketSpec, url: URL, key: string): string {
  const own = headers.map(({ name, value }) => `${name}: ${withSecrets(value, secrets)}`);
  return [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    ...(headers.some(({ name }) => name.toLowerCase() === "host") ? [] : [`Host: ${url.host}`]),
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    ...(subprotocol === "" ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
    ...own,
    "",
    "",
  ].join("\r\n");
}

async function answerOf(talk: Conversation): Promise<ResponseHead> {
  // Only the first line is noted: the rest is in the evidence of the response, without cookies.
  const text = await talk.until("\r\n\r\n", 65_536, (whole) => whole.slice(0, whole.indexOf("\r\n")));
  const head = parseResponseHead(Buffer.from(text.slice(0, -4)).toString("latin1"));
  return head ?? talk.fail("invalid_response", "The answer to the handshake is not HTTP.");
}

/** The subprotocol that the server chose, empty for none. Ends the conversation unless the handshake is right in every part (section 4.1). */
function agreedProtocol(talk: Conversation, spec: WebsocketSpec, head: ResponseHead, key: string): string {
  const { status } = head;
  if (status === 401 || status === 403 || status === 407)
    talk.fail("auth_failed", `The server refused the handshake with status ${status}.`);
  if (status !== 101) talk.fail("reply_unexpected", `The server answered the handshake with status ${status} instead of 101.`);
  const has = (name: string, word: string) =>
    (headerOf(head, name) ?? "")
      .toLowerCase()
      .split(",")
      .some((part) => part.trim() === word);
  if (!has("upgrade", "websocket") || !has("connection", "upgrade"))
    talk.fail("protocol_error", "The server switched to another protocol than WebSocket.");
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  if (headerOf(head, "sec-websocket-accept") !== accept)
    talk.fail("protocol_error", "The server did not prove that it read the handshake: Sec-WebSocket-Accept is wrong.");
  if (headerOf(head, "sec-websocket-extensions") !== null) talk.fail("protocol_error", "The server uses an extension that nobody offered.");
  const chosen = headerOf(head, "sec-websocket-protocol") ?? "";
  const offered = spec.subprotocol.split(",").map((name) => name.trim());
  if (!offered.includes(chosen))
    talk.fail(
      "reply_unexpected",
      chosen === "" ? "The server agreed to none of the subprotocols." : "The server chose a subprotocol that nobody offered.",
    );
  return chosen;
}

function say(talk: Conversation, opcode: number, text: string): void {
  talk.send(clientFrame(opcode, Buffer.from(text)), text);
}

/** Reads messages until one contains `expected`; pings are answered meanwhile. */
async function messageWith(talk: Conversation, expected: string): Promise<string> {
  let parts: Buffer[] = [];
  let size = 0;
  let isText = false;
  for (let count = 0; count < maxFrames; count++) {
    const { isFinal, opcode, payload } = await serverFrame(talk);
    if (opcode === opcodes.close) closed(talk, payload);
    if (opcode === opcodes.ping) talk.send(clientFrame(opcodes.pong, payload), "pong");
    if (opcode >= opcodes.close) continue;

    if ((opcode === opcodes.continuation) !== parts.length > 0)
      talk.fail("protocol_error", "The server mixed up the parts of its messages.");
    if (opcode !== opcodes.continuation) isText = opcode === opcodes.text;
    parts.push(payload);
    size += payload.length;
    if (size > maxMessageBytes) talk.fail("too_large", `The server sent a message of more than ${maxMessageBytes} bytes.`);
    if (!isFinal) continue;

    const message = textOf(talk, Buffer.concat(parts), isText);
    talk.note("them", message);
    if (message.includes(expected)) return message;
    parts = [];
    size = 0;
  }
  return talk.fail("reply_unexpected", `${maxFrames} frames came, and what is expected is not among them.`);
}

function textOf(talk: Conversation, message: Buffer, isText: boolean): string {
  try {
    return new TextDecoder("utf-8", { fatal: isText }).decode(message);
  } catch {
    return talk.fail("protocol_error", "The server sent a text message that is not UTF-8.");
  }
}

function closed(talk: Conversation, payload: Buffer): never {
  const code = payload.length >= 2 ? ` with ${payload.readUInt16BE()}` : "";
  return talk.fail(
    "reply_unexpected",
    `The server closed the WebSocket${code}, and what is expected had not come.`,
    payload.toString("utf8", 2),
  );
}
