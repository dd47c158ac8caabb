import type { DnsSpec } from "@vedette/core/kinds/dns";
import { askByDatagram } from "./ask-by-datagram.ts";
import type { HostTarget } from "./checked-addresses.ts";
import { type Conversation, converse } from "./conversation.ts";
import { type DnsReply, readDnsReply } from "./dns-message.ts";
import type { Failure } from "./failure.ts";
import type { ProbeIo } from "./probe-io.ts";

/** `path` is for DNS over HTTPS. */
export type NameServer = HostTarget & { path: string };

const maxBody = 65_535;

/** One question to one name server by the spec's transport. A truncated answer by UDP is asked for again by TCP (RFC 7766). */
export async function askNameServer(server: NameServer, query: Buffer, spec: DnsSpec, io: ProbeIo): Promise<DnsReply | Failure> {
  if (spec.transport !== "udp") return await askByStream(server, query, spec, io);
  const reply = await askByDatagram(server, io, {
    request: query,
    read: (datagram) => readDnsReply(datagram, query),
    resendMs: Math.max(300, spec.timeoutMs / 4),
  });
  return "failed" in reply || !reply.isTruncated ? reply : await askByStream(server, query, spec, io);
}

async function askByStream(server: NameServer, query: Buffer, spec: DnsSpec, io: ProbeIo): Promise<DnsReply | Failure> {
  const { transport } = spec;
  const tls = transport === "tls" ? spec.tls : transport === "https" ? { ...spec.tls, protocols: ["http/1.1"] } : null;
  let reply: DnsReply | null = null;
  const outcome = await converse({ ...server, tls }, io, async (talk) => {
    const message = transport === "https" ? await post(talk, server, query) : await exchange(talk, query);
    reply = readDnsReply(message, query);
    if (reply === null) talk.fail("decode_failed", "What the name server sent is no answer to the question.");
    return { status: null, facts: null };
  });
  return "failed" in outcome ? outcome : (reply ?? { failed: "decode_failed", message: "The name server did not answer." });
}

/** RFC 1035 section 4.2.2: two bytes of length before each message. */
async function exchange(talk: Conversation, query: Buffer): Promise<Buffer> {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  talk.send(Buffer.concat([length, query]), "(the question)");
  const size = (await talk.bytes(2)).readUInt16BE(0);
  return await talk.bytes(size);
}

/** RFC 8484 by POST, which no cache on the way answers. */
async function post(talk: Conversation, { host, port, path }: NameServer, query: Buffer): Promise<Buffer> {
  const authority = `${host.includes(":") ? `[${host}]` : host}${port === 443 ? "" : `:${port}`}`;
  talk.send(
    `POST /${path} HTTP/1.1\r\nHost: ${authority}\r\nAccept: application/dns-message\r\nContent-Type: application/dns-message\r\nContent-Length: ${query.length}\r\nConnection: close\r\n\r\n`,
  );
  talk.send(query, "(the question)");
  const head = await talk.until("\r\n\r\n", 16_384);
  const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(head)?.[1];
  if (status === undefined) talk.fail("protocol_error", "The name server does not speak HTTP.");
  if (status !== "200") talk.fail("reply_unexpected", `The name server answered with HTTP status ${status}.`);
  if (/^transfer-encoding:[ \t]*chunked[ \t]*\r$/im.test(head)) return await chunks(talk);
  const length = /^content-length:[ \t]*(\d{1,9})[ \t]*\r$/im.exec(head)?.[1];
  if (length === undefined) talk.fail("protocol_error", "The name server does not say how long its answer is.");
  return await body(talk, Number(length));
}

async function chunks(talk: Conversation): Promise<Buffer> {
  let whole = Buffer.alloc(0);
  for (;;) {
    const size = Number.parseInt((await talk.until("\r\n", 100)).trim(), 16);
    if (Number.isNaN(size)) talk.fail("protocol_error", "The name server breaks the chunked encoding of HTTP.");
    if (size === 0) return whole;
    whole = Buffer.concat([whole, await body(talk, size)]);
    if (whole.length > maxBody) talk.fail("too_large", "The name server sent more than 64 kB.");
    await talk.bytes(2);
  }
}

async function body(talk: Conversation, size: number): Promise<Buffer> {
  if (size > maxBody) talk.fail("too_large", "The name server sent more than 64 kB.");
  return await talk.bytes(size);
}
