import { readDnsServer } from "@vedette/core/dns-server";
import type { DnsSpec } from "@vedette/core/kinds/dns";
import type { DnsFacts } from "@vedette/core/probe-result";
import { isIP } from "node:net";
import { isLocalName, refuses } from "./address-policy.ts";
import { type NameServer, askNameServer } from "./ask-name-server.ts";
import { Deadline } from "./deadline.ts";
import { type DnsReply, dnsQuery } from "./dns-message.ts";
import { shown } from "./evidence.ts";
import { type Failure, addressRefused } from "./failure.ts";
import { ownNameServers, usualPorts } from "./own-name-servers.ts";
import type { Answer, ProbeIo, ProbeKind } from "./probe-io.ts";
import { Trace } from "./trace.ts";

const maxShownAnswers = 20;

type Asked = { server: string; outcome: DnsReply | Failure; io: ProbeIo; durationUs: number };

const noServer: Failure = { failed: "prober_error", message: "This machine knows no name server. Name one to ask." };
const ownKeptBack: Failure = {
  failed: "address_refused",
  message:
    "This server's own name servers are asked for A and AAAA alone, since private targets are refused here. Name the servers to ask.",
};

/**
 * Asks the named servers at the same time, and all have to agree; or this machine's own, of which the first that answers counts. Own
 * ones may hold internal zones under names that look public. So whoever may not dial private addresses is told of theirs only what every
 * check of a host tells, which public addresses a name has; own ones that are public are asked like any that is named.
 */
export const probeDns: ProbeKind<DnsSpec> = async (spec, io) => {
  const asked: Asked[] = [];
  io.trace.tell = () => ({ dns: asked.map((each) => dnsFacts(spec, each)) });
  // Every server has a limit of its own, which the end of the whole check cuts short.
  const stop = new AbortController();
  io.deadline.wait(() => stop.abort());
  const isNamed = spec.servers.length > 0;
  const isGuarded = !isNamed && !io.deps.policy.privateAllowed;
  if (isGuarded && isInternal(spec, io)) return addressRefused;
  const leftMs = () => Math.max(1, spec.timeoutMs - io.deadline.elapsedUs() / 1_000);
  const ask = async (server: NameServer, timeoutMs: number) => asked.push(await askWithin(server, timeoutMs, spec, io, stop.signal));
  if (isNamed) {
    await Promise.all(namedServers(spec).map((server) => ask(server, leftMs())));
  } else {
    const servers = ownNameServers(spec, io.deps);
    for (const [i, server] of servers.entries()) {
      if (stop.signal.aborted) break;
      await ask(server, leftMs() / (servers.length - i));
      if (asked[i] !== undefined && !isSilent(asked[i].outcome)) break;
    }
  }
  if (asked.length === 0) return isGuarded ? ownKeptBack : noServer;
  adopt(io.trace, asked);
  const verdict = isNamed ? agreed(spec, asked) : (asked.at(-1)?.outcome ?? addressRefused);
  if ("failed" in verdict) return verdict;
  if (isGuarded && verdict.answers.some((answer) => isIP(answer) !== 0 && refuses(io.deps.policy, spec.name, answer, 0))) {
    asked.length = 0;
    return addressRefused;
  }
  return judged(spec, verdict);
};

async function askWithin(server: NameServer, timeoutMs: number, spec: DnsSpec, io: ProbeIo, signal: AbortSignal): Promise<Asked> {
  const own = { deps: io.deps, deadline: new Deadline(timeoutMs, signal), trace: new Trace(io.trace.wantsDetail) };
  const { host, port, isTrusted = false } = server;
  try {
    const outcome = await askNameServer(server, dnsQuery(spec), spec, own);
    const durationUs = own.deadline.elapsedUs();
    if (isTrusted && !io.deps.policy.privateAllowed) {
      own.trace.address = "";
      // Aliases are names of the zone, and where our name server is, is our network's affair.
      return { server: "own", outcome: "failed" in outcome ? outcome : { ...outcome, all: outcome.answers }, io: own, durationUs };
    }
    return { server: host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`, outcome, io: own, durationUs };
  } finally {
    own.deadline.close();
  }
}

function namedServers({ servers, transport, family }: DnsSpec): NameServer[] {
  return servers.flatMap((typed) => {
    const server = readDnsServer(typed);
    if (server === null) return [];
    return [
      { host: server.host, port: server.port ?? usualPorts[transport], path: server.path === "" ? "dns-query" : server.path, family },
    ];
  });
}

/** Whether the question alone asks for what stands behind our own wall. */
function isInternal({ name }: DnsSpec, { deps: { policy } }: ProbeIo): boolean {
  if (isIP(name) !== 0) return refuses(policy, name, name, 0);
  return isLocalName(name) || /\.(?:in-addr|ip6)\.arpa$/.test(name);
}

function isSilent(outcome: DnsReply | Failure): boolean {
  return "failed" in outcome && outcome.failed !== "address_refused";
}

/** What all servers say, or the failure of one, or that they differ. */
function agreed(spec: DnsSpec, asked: readonly Asked[]): DnsReply | Failure {
  const replies: DnsReply[] = [];
  for (const { server, outcome } of asked) {
    if ("failed" in outcome)
      return asked.length === 1 || outcome.failed === "address_refused"
        ? outcome
        : { ...outcome, message: `${server}: ${outcome.message}` };
    replies.push(outcome);
  }
  const [first, ...others] = replies;
  if (first === undefined) return addressRefused;
  const other = others.findIndex((reply) => said(reply) !== said(first));
  if (other < 0) return first;
  return {
    failed: "resolvers_disagree",
    message: `${asked[0]?.server} and ${asked[other + 1]?.server} answer differently for ${spec.name} ${spec.type}.`,
  };
}

function said({ code, answers }: DnsReply): string {
  return [code, ...answers].join("\n");
}

function judged({ name, type, expectedCode }: DnsSpec, reply: DnsReply): Answer | Failure {
  const code = reply.code === "NOERROR" && reply.answers.length === 0 ? "NODATA" : reply.code;
  if (code !== expectedCode) return unexpected(`${name} ${type}`, code, expectedCode);
  return {
    status: null,
    facts: {
      values: {
        "dns.rcode": reply.code,
        "dns.answers": reply.answers,
        "dns.count": reply.answers.length,
        "dns.authenticated": reply.isAuthenticated,
        ...(reply.ttlSeconds !== null && { "dns.ttl": reply.ttlSeconds * 1_000 }),
      },
    },
  };
}

function unexpected(question: string, code: string, expected: string): Failure {
  const detail = code;
  if (expected !== "NOERROR")
    return { failed: "reply_unexpected", message: `The answer to ${question} is ${code}; expected ${expected}.`, detail };
  if (code === "NXDOMAIN") return { failed: "dns_not_found", message: `There is no such name: ${question}.`, detail };
  if (code === "NODATA") return { failed: "dns_not_found", message: `The name has no record of this type: ${question}.`, detail };
  if (code === "REFUSED") return { failed: "dns_refused", message: `The name server refuses to answer ${question}.`, detail };
  return { failed: "dns_failed", message: `The name server could not answer ${question} (${code}).`, detail };
}

/** The slowest exchange is what the check took; its address and certificate stand for all. */
function adopt(trace: Trace, asked: readonly Asked[]): void {
  const slowest = asked.reduce((slow, each) => (each.durationUs > slow.durationUs ? each : slow)).io.trace;
  Object.assign(trace.phases, slowest.phases);
  trace.address = slowest.address;
  trace.port = slowest.port;
  trace.certificate = slowest.certificate;
  trace.chain = slowest.chain;
  trace.tls = slowest.tls;
}

function dnsFacts({ name, type }: DnsSpec, { server, outcome, durationUs }: Asked): DnsFacts {
  const seen = { server: shown(server), question: `${name} ${type}`, durationUs };
  if ("failed" in outcome) return { ...seen, code: outcome.failed, answers: [] };
  return { ...seen, code: outcome.code, answers: outcome.all.slice(0, maxShownAnswers).map((answer) => shown(answer)) };
}
