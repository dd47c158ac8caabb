import type { DnsSpec } from "@vedette/core/kinds/dns";
import { askByDatagram } from "./ask-by-datagram.ts";
import type { HostTarget } from "./checked-addresses.ts";
import { type Conversation, converse } from "./conversation.ts";
import { type DnsReply, readDnsReply } from "./dns-message.ts";
import type { Failure } from "./failure.ts";
import type { ProbeIo } from "./probe-io.ts";
import { requestHttp } from "./request-http.ts";
import { keepAll } from "./response-reader.ts";

/** `path` is for DNS over HTTPS. */
export type NameServer = HostTarget & { path: string };

const undecodable: Failure = { failed: "decode_failed", message: "What the name server sent is no answer to the question." };

/** One question to one name server by the spec's transport. A truncated answer by UDP is asked for again by TCP (RFC 7766). */
export async function askNameServer(server: NameServer, query: Buffer, spec: DnsSpec, io: ProbeIo): Promise<DnsReply | Failure> {
  if (spec.transport === "https") return await askByHttps(server, query, spec, io);
  if (spec.transport !== "udp") return await askByStream(server, query, spec, io);
  const reply = await askByDatagram(server, io, {
    request: query,
    read: (datagram) => readDnsReply(datagram, query),
    resendMs: Math.max(300, spec.timeoutMs / 4),
  });
  return "failed" in reply || !reply.isTruncated ? reply : await askByStream(server, query, spec, io);
}

async function askByStream(server: NameServer, query: Buffer, spec: DnsSpec, io: ProbeIo): Promise<DnsReply | Failure> {
  let message: Buffer = Buffer.alloc(0);
  const outcome = await converse({ ...server, tls: spec.transport === "tls" ? spec.tls : null }, io, async (talk) => {
    message = await exchange(talk, query);
    return { status: null, facts: null };
  });
  return "failed" in outcome ? outcome : (readDnsReply(message, query) ?? undecodable);
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
async function askByHttps(
  { host, port, path, family }: NameServer,
  query: Buffer,
  { tls }: DnsSpec,
  io: ProbeIo,
): Promise<DnsReply | Failure> {
  const url = URL.parse(`https://${host.includes(":") ? `[${host}]` : host}:${port}/${path}`);
  if (url === null) return undecodable;
  const headers = [["Accept", "application/dns-message"]] as const;
  const body = { contentType: "application/dns-message", bytes: query };
  const reply = await requestHttp({ url, method: "POST", headers, body, maxRedirects: 0, tls, family, keep: keepAll }, io);
  if ("failed" in reply) return reply;
  const { status } = reply.head;
  if (status !== 200) return { failed: "reply_unexpected", message: `The name server answered with HTTP status ${status}.` };
  return readDnsReply(reply.body, query) ?? undecodable;
}
