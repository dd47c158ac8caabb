import type { AssertionOutcome, Facts } from "@vedette/core/assertion/assertion";
import type { Content } from "@vedette/core/content";
import { judge } from "@vedette/core/judge";
import { kinds } from "@vedette/core/kinds";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";
import { mapSecrets } from "@vedette/core/secret-fields";
import { refusesNameServer } from "./address-policy.ts";
import { Deadline } from "./deadline.ts";
import { evaluate } from "./evaluate.ts";
import { evidenceOf } from "./evidence.ts";
import { type Failure, addressRefused, blame, isInconclusive, stalled } from "./failure.ts";
import type { OutboundDeps } from "./outbound-deps.ts";
import type { Answer, ProbeIo, ProbeKind } from "./probe-io.ts";
import { probeHttp } from "./probe-http.ts";
import { type Hide, hider } from "./redaction.ts";
import { endOf, tlsFacts } from "./tls-facts.ts";
import { Trace } from "./trace.ts";

type Probes = { [Kind in ActiveSpec["kind"]]: () => Promise<ProbeKind<Extract<ActiveSpec, { kind: Kind }>>> };

/** A kind's code is loaded when it is first needed. */
const probes: Omit<Probes, "http"> = {
  amqp: async () => (await import("./probe-amqp.ts")).probeAmqp,
  content: async () => (await import("./probe-content.ts")).probeContent,
  dns: async () => (await import("./probe-dns.ts")).probeDns,
  domain: async () => (await import("./probe-domain.ts")).probeDomain,
  ftp: async () => (await import("./probe-ftp.ts")).probeFtp,
  grpc: async () => (await import("./probe-grpc.ts")).probeGrpc,
  imap: async () => (await import("./probe-imap.ts")).probeImap,
  kafka: async () => (await import("./probe-kafka.ts")).probeKafka,
  metrics: async () => (await import("./probe-metrics.ts")).probeMetrics,
  mongodb: async () => (await import("./probe-mongodb.ts")).probeMongodb,
  mqtt: async () => (await import("./probe-mqtt.ts")).probeMqtt,
  mysql: async () => (await import("./probe-mysql.ts")).probeMysql,
  nats: async () => (await import("./probe-nats.ts")).probeNats,
  ntp: async () => (await import("./probe-ntp.ts")).probeNtp,
  ping: async () => (await import("./probe-ping.ts")).probePing,
  pop3: async () => (await import("./probe-pop3.ts")).probePop3,
  postgres: async () => (await import("./probe-postgres.ts")).probePostgres,
  redis: async () => (await import("./probe-redis.ts")).probeRedis,
  smtp: async () => (await import("./probe-smtp.ts")).probeSmtp,
  ssh: async () => (await import("./probe-ssh.ts")).probeSsh,
  sequence: async () => (await import("./probe-sequence.ts")).probeSequence,
  tcp: async () => (await import("./probe-tcp.ts")).probeTcp,
  tls: async () => (await import("./probe-tls.ts")).probeTls,
  udp: async () => (await import("./probe-udp.ts")).probeUdp,
  websocket: async () => (await import("./probe-websocket.ts")).probeWebsocket,
};

const loaded = new Map<string, ProbeKind<ActiveSpec>>();

/**
 * One check of any kind, ended within its timeout plus 250 ms whatever the target does. Never throws and never rejects: a bug of ours
 * that one target happens to meet is an inconclusive result of that target, and must not take the batch's other checks with it. Ends
 * early, as `shutting_down`, when `signal` is aborted. `detailed`: somebody looks at this very check, so its evidence is kept although
 * it is up. `approved`: the content that a kind which watches content compares with.
 */
export async function probe(
  spec: ActiveSpec,
  deps: OutboundDeps,
  signal: AbortSignal,
  detail: "lean" | "detailed" = "lean",
  approved: Content | null = null,
): Promise<ProbeResult> {
  const run = spec.kind === "http" ? probeHttp : (loaded.get(spec.kind) ?? (await load(spec.kind)));
  const deadline = new Deadline(spec.timeoutMs, signal);
  const trace = new Trace(detail === "detailed" || spec.assertions !== "", detail === "detailed");
  const io = { deps: spec.nameServer === "" ? deps : { ...deps, nameServers: [spec.nameServer] }, deadline, trace, approved };
  try {
    // The name server is dialled as well, so it stands behind the same wall.
    if (spec.nameServer !== "" && refusesNameServer(deps.policy, spec.nameServer)) return failed(addressRefused, spec, io);
    // safe because `load` and the comparison above look the probe up by the spec's own kind
    const outcome = await (run as ProbeKind<ActiveSpec>)(spec, io);
    if ("failed" in outcome) return failed(blame(outcome, deadline), spec, io);
    const totalUs = outcome.tookUs ?? deadline.elapsedUs();
    const stall = stallBehind(totalUs, spec, deadline);
    if (stall !== null) return failed(stall, spec, io);
    const facts = trace.wantsDetail ? allFacts(outcome.facts, totalUs, io) : null;
    const waitMs = Math.max(50, spec.timeoutMs - totalUs / 1_000);
    const judged = facts === null || spec.assertions === "" || outcome.isPartial === true ? none : await evaluate(spec, facts, waitMs);
    return "failed" in judged ? failed(judged, spec, io) : answered(spec, outcome, io, { totalUs, facts, judged });
  } catch (error) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return failed({ failed: "prober_error", message: "Vedette failed to run this check. This is a bug of Vedette.", detail }, spec, io);
  } finally {
    deadline.close();
  }
}

/** Loads the code of kinds before it is needed, so that loading does not count as the time of their first check. A second call does nothing. */
export async function loadProbes(wanted: Iterable<ActiveSpec["kind"]>): Promise<void> {
  for (const kind of new Set(wanted)) if (kind !== "http" && !loaded.has(kind)) await load(kind);
}

async function load(kind: Exclude<ActiveSpec["kind"], "http">): Promise<ProbeKind<ActiveSpec>> {
  const run = (await probes[kind]()) as ProbeKind<ActiveSpec>; // safe because it is only ever called with specs of this kind
  loaded.set(kind, run);
  return run;
}

const none: readonly AssertionOutcome[] = [];

type Learnt = { totalUs: number; facts: Facts | null; judged: readonly AssertionOutcome[] };

/** A check that was slow only because our own loop stood still. */
function stallBehind(totalUs: number, { slowAfterMs }: ActiveSpec, deadline: Deadline): Failure | null {
  if (slowAfterMs === undefined || totalUs <= slowAfterMs * 1_000) return null;
  const blockedMs = deadline.blockedMs();
  return totalUs - blockedMs * 1_000 <= slowAfterMs * 1_000 ? stalled(blockedMs) : null;
}

function answered(spec: ActiveSpec, answer: Answer, { trace }: ProbeIo, { totalUs, facts, judged }: Learnt): ProbeResult {
  const { dnsUs = 0, connectUs = 0, tlsUs = 0, firstByteUs = 0, transferUs = 0 } = trace.phases;
  const { content, findings = none } = answer;
  const result: ProbeResult = {
    outcome: "answered",
    status: answer.status,
    certificateExpiresAtMs: trace.certificate === null ? null : endOf(trace.certificate),
    assertions: findings.length === 0 ? judged : [...findings, ...judged],
    ...(content !== undefined && { content: { ...content, text: hideOf(spec, trace)(content.text) } }),
    totalUs,
    phases: { dnsUs, connectUs, tlsUs, firstByteUs, transferUs },
    evidence: {},
  };
  // Evidence is stored only for checks that are not up, so nearly every check saves itself the work.
  if (!trace.isWatched && judge(spec, result).kind === "up") return result;
  const hide = hideOf(spec, trace);
  const assertions = result.assertions.map((outcome) => ({ ...outcome, actual: hide(outcome.actual) }));
  return { ...result, assertions, evidence: evidenceOf(trace, facts, hide) };
}

/** No secret of a spec comes back in a result, not even one that the target echoed. */
function hideOf(spec: ActiveSpec, trace: Trace): Hide {
  const secrets = [...trace.secrets];
  mapSecrets(kinds[spec.kind].schema, spec, (secret) => {
    secrets.push(secret);
    return secret;
  });
  return hider(secrets);
}

function allFacts(own: Facts | null, totalUs: number, { deps, trace }: ProbeIo): Facts {
  const latency = totalUs / 1_000;
  return { ...own, values: { latency, address: trace.address, ...tlsFacts(trace, deps.now()), ...own?.values } };
}

function failed({ failed: code, message: said, detail }: Failure, spec: ActiveSpec, { deadline, trace }: ProbeIo): ProbeResult {
  const hide = hideOf(spec, trace);
  const message = hide(said);
  // What an address that is refused would show, times included, must not help to map our network.
  if (code === "address_refused") {
    const { request, redirects } = evidenceOf(trace, null, hide);
    const evidence = { ...(request !== undefined && { request }), ...(redirects !== undefined && { redirects }) };
    return { outcome: "failed", failure: code, message, totalUs: 0, phases: {}, evidence };
  }
  const seen = { totalUs: deadline.elapsedUs(), phases: trace.phases, evidence: evidenceOf(trace, null, hide, detail) };
  return isInconclusive(code)
    ? { outcome: "inconclusive", reason: code, message, ...seen }
    : { outcome: "failed", failure: code, message, ...seen };
}
