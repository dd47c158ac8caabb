import { TcpSpec, hostPort } from "./kinds/tcp.ts";
import { type ActiveSpec, MonitorSpec, isActive } from "./monitor-spec.ts";
import type { ProbeFailure, ProbeResult } from "./probe-result.ts";
import { proposeSpecs, usualSchemes } from "./propose-specs.ts";

type Probe = (spec: ActiveSpec) => Promise<ProbeResult>;

/** The first words of servers that speak first. */
const greetings: readonly [words: RegExp, scheme: string][] = [
  [/^SSH-/, "ssh"],
  [/^220[ -].*(?:smtp|mail)/i, "smtp"],
  [/^220[ -]/, "ftp"],
  [/^\* (?:OK|PREAUTH)/, "imap"],
  [/^\+OK/, "pop3"],
  [/^INFO \{/, "nats"],
  [/mysql_native_password|caching_sha2_password|mariadb/i, "mysql"],
];

/** Failures that only a peer of the right protocol can cause. */
const ofThePeer: ReadonlySet<ProbeFailure> = new Set<ProbeFailure>([
  "tls_expired",
  "tls_name_mismatch",
  "tls_untrusted",
  "auth_failed",
  "bad_redirect",
  "too_many_redirects",
]);

const greetingMs = 1_000;
const answerMs = 3_000;

/**
 * The scheme under which a host answers that was typed without one: what usually listens on the port; then what greets by itself; then
 * what answers HTTPS, HTTP or Redis; `tcp` for an open port that is none of these. Without a port, HTTPS and HTTP are asked. Null when
 * nothing answers. `probe` must be the detailed one, and never reject; where it cannot tell, as after a stall of ours, it is asked once
 * more, and what is still open then is left to what is asked next. Ends within three of its deadlines, seven seconds, and twice that where we
 * stall.
 */
export async function recognize({ host, port }: { host: string; port: number | null }, probeOnce: Probe): Promise<string | null> {
  const probe: Probe = async (spec) => {
    const first = await probeOnce(spec);
    return first.outcome === "inconclusive" ? await probeOnce(spec) : first;
  };
  const bare = host.includes(":") ? `[${host}]` : host;
  const ask = async (scheme: string) => await answerOf(`${scheme}://${port === null ? bare : hostPort(host, port)}`, probe);
  if (port === null) return (await askAll(["https", "http"], ask)).first;
  const usual = usualSchemes[port];
  const answer = usual === undefined ? null : await ask(usual);
  if (usual !== undefined && answer === "understood") return usual;
  if (answer === "unreachable") return null;
  const greeting = await probe(TcpSpec.parse({ kind: "tcp", host, port, expect: String.raw`\n`, timeoutMs: greetingMs }));
  if (reachOf(greeting) === "unreachable") return null;
  const words = greeting.evidence.transcript?.find(({ from }) => from === "them")?.text;
  if (words !== undefined) return greetings.find(([pattern]) => pattern.test(words))?.[1] ?? "tcp";
  const { first, reaches } = await askAll(["https", "http", "redis"], ask);
  return first ?? ([reachOf(greeting), ...reaches].includes("reached") ? "tcp" : null);
}

type Reach = "understood" | "reached" | "unreachable" | "unknown";

/** All are asked at once; `first`: of the list that is understood. */
async function askAll(schemes: readonly string[], ask: (scheme: string) => Promise<Reach>) {
  const reaches = await Promise.all(schemes.map(ask));
  return { first: schemes.find((_, i) => reaches[i] === "understood") ?? null, reaches };
}

async function answerOf(address: string, probe: Probe): Promise<Reach> {
  const [proposed] = proposeSpecs(address).proposals;
  const spec = proposed === undefined ? null : MonitorSpec.parse({ ...proposed.spec, timeoutMs: answerMs });
  return spec === null || !isActive(spec) ? "unreachable" : reachOf(await probe(spec));
}

/** What a result says of the peer. After `unreachable`, another protocol on the same port has no better chance. */
function reachOf(result: ProbeResult): Reach {
  if (result.outcome === "answered") return "understood";
  if (result.outcome === "inconclusive") return "unknown";
  if (/^(?:dns|address|connect)_/.test(result.failure)) return "unreachable";
  return ofThePeer.has(result.failure) ? "understood" : "reached";
}
