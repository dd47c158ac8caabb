import type { DnsSpec } from "@vedette/core/kinds/dns";
import { AUTHENTIC_DATA, type Answer, RECURSION_DESIRED, decode, encode } from "dns-packet";
import { randomInt } from "node:crypto";
import { isIP } from "node:net";

export type DnsQuestion = { name: string; type: DnsSpec["type"] };

/** `answers` are of the asked type alone and sorted; `all` shows aliases too, in the order of the message. */
export type DnsReply = {
  code: string;
  answers: string[];
  all: string[];
  /** Seconds, the shortest of all answers; null without answers. */
  ttlSeconds: number | null;
  isAuthenticated: boolean;
  isTruncated: boolean;
};

const codes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];
/** What is safe to receive without fragments (DNS flag day 2020). */
const udpPayloadSize = 1_232;
/** An answer of many records is kept to so many characters. */
const maxCharacters = 16_000;

/** A question with a random id, asking for recursion and whether the answer is authenticated (RFC 6840 section 5.7). */
export function dnsQuery({ name, type }: DnsQuestion): Buffer {
  return encode({
    type: "query",
    id: randomInt(65_536),
    flags: RECURSION_DESIRED | AUTHENTIC_DATA,
    questions: [{ name: type === "PTR" ? reversedName(name) : name, type }],
    additionals: [{ type: "OPT", name: ".", udpPayloadSize, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] }],
  });
}

/** What the message answers to the query; null when it is no answer to it, or cannot be decoded. Never throws. */
export function readDnsReply(message: Buffer, query: Buffer): DnsReply | null {
  if (message.length < 12 || message.readUInt16BE(0) !== query.readUInt16BE(0)) return null;
  try {
    const [asked] = decode(query).questions ?? [];
    const { type, questions = [], answers = [], flag_ad, flag_tc } = decode(message);
    const [question] = questions;
    if (type !== "response" || asked === undefined || question === undefined) return null;
    if (question.type !== asked.type || canonical(question.name) !== canonical(asked.name)) return null;
    const wanted = answers.filter((answer) => answer.type === asked.type);
    const ttls = wanted.flatMap((answer) => ("ttl" in answer && answer.ttl !== undefined ? [answer.ttl] : []));
    const code = message.readUInt8(3) & 15;
    return {
      code: codes[code] ?? `RCODE${code}`,
      answers: bounded([...new Set(wanted.map(textOf))].toSorted()),
      all: bounded(answers.map((answer) => (answer.type === asked.type ? textOf(answer) : `${answer.type} ${textOf(answer)}`))),
      ttlSeconds: ttls.length === 0 ? null : Math.min(...ttls),
      isAuthenticated: flag_ad,
      isTruncated: flag_tc,
    };
  } catch {
    return null;
  }
}

/** The data of a record as zone files write it, names in lower case and without the last dot. */
function textOf(answer: Answer): string {
  if (answer.type === "MX") return `${answer.data.preference ?? 0} ${canonical(answer.data.exchange)}`;
  if (answer.type === "TXT") return [answer.data].flat().join("");
  if (answer.type === "CAA") return `${answer.data.flags ?? 0} ${answer.data.tag} "${answer.data.value}"`;
  if (answer.type === "SRV") {
    const { priority = 0, weight = 0, port, target } = answer.data;
    return `${priority} ${weight} ${port} ${canonical(target)}`;
  }
  if (answer.type === "SOA") {
    const { mname, rname, serial, refresh, retry, expire, minimum } = answer.data;
    return [canonical(mname), canonical(rname), serial, refresh, retry, expire, minimum].join(" ");
  }
  return "data" in answer && typeof answer.data === "string" ? canonical(answer.data) : "";
}

function canonical(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function bounded(texts: string[]): string[] {
  let left = maxCharacters;
  return texts.flatMap((text) => {
    const part = text.slice(0, left);
    left -= part.length + 1;
    return left < 0 ? [] : [part];
  });
}

/** The name under which an address is looked up (RFC 1035 section 3.5, RFC 3596 section 2.5); any other name stays as it is. */
export function reversedName(name: string): string {
  if (isIP(name) === 4) return `${name.split(".").toReversed().join(".")}.in-addr.arpa`;
  if (isIP(name) !== 6) return name;
  // The host parser has turned a dotted tail into hex and leaves at most one "::".
  const [head = "", tail] = name.split("::");
  const groupsOf = (text: string) => (text === "" ? [] : text.split(":"));
  const before = groupsOf(head);
  const behind = groupsOf(tail ?? "");
  const zeros = Array.from({ length: 8 - before.length - behind.length }, () => "0");
  const digits = [...before, ...zeros, ...behind].map((group) => group.padStart(4, "0")).join("");
  return `${digits.split("").toReversed().join(".")}.ip6.arpa`;
}
