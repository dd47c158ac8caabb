import { type PingSpec, pingEveryMs } from "@vedette/core/kinds/ping";
import { setTimeout as sleep } from "node:timers/promises";
import { checkedAddresses } from "./checked-addresses.ts";
import { Deadline } from "./deadline.ts";
import { dial } from "./dial.ts";
import type { Failure } from "./failure.ts";
import type { Answer, ProbeIo, ProbeKind } from "./probe-io.ts";
import { type PingOutcome, pingProgram, runPing } from "./run-ping.ts";
import { Trace } from "./trace.ts";

/** What a host that is alive does to a connection, whether it wants it or not. */
const signsOfLife = new Set<string>(["connect_refused", "connection_closed"]);

/** By ICMP where the system has a `ping` program that may send it, else by TCP; the result says which. */
export const probePing: ProbeKind<PingSpec> = async (spec, io) => {
  const { host, family, packets, tcpPort } = spec;
  const addresses = await checkedAddresses({ host, port: tcpPort, family }, io.deps, io.deadline, io.trace);
  if (!Array.isArray(addresses)) return addresses;
  const program = pingProgram();
  let outcome: Answer | Failure = { failed: "prober_error", message: "No address was tried." };
  for (const address of addresses.slice(0, 2)) {
    io.trace.address = address;
    const byIcmp = program === null ? "unusable" : await runPing(program, address, packets, io.deadline);
    outcome = byIcmp === "unusable" ? judged("tcp", await pingByTcp(address, spec, io), packets, io) : judged("icmp", byIcmp, packets, io);
    // No route to this family from here: the host may have an address of the other.
    if (!("failed" in outcome) || outcome.failed !== "prober_error") break;
  }
  return outcome;
};

function judged(method: "icmp" | "tcp", outcome: Exclude<PingOutcome, "unusable">, packets: number, { trace }: ProbeIo): Answer | Failure {
  if ("failed" in outcome) return outcome;
  const { rttsMs, detail } = outcome;
  const name = method === "icmp" ? "ICMP" : `TCP to port ${trace.port}`;
  trace.tell = () => ({
    transcript: [
      { from: "us", text: `${packets} packets by ${name}` },
      { from: "them", text: rttsMs.length === 0 ? "no reply" : rttsMs.map((ms) => `${Number(ms.toFixed(3))} ms`).join(", ") },
    ],
  });
  if (rttsMs.length === 0) return { failed: "no_reply", message: `None of ${packets} packets by ${name} was answered.`, detail };
  const rttMs = rttsMs.reduce((sum, ms) => sum + ms, 0) / rttsMs.length;
  const steps = rttsMs.slice(1).map((ms, i) => Math.abs(ms - (rttsMs[i] ?? ms)));
  const rttUs = Math.round(rttMs * 1_000);
  trace.phases.firstByteUs = rttUs;
  return {
    status: null,
    tookUs: (trace.phases.dnsUs ?? 0) + rttUs,
    facts: {
      values: {
        "ping.loss": (100 * (packets - rttsMs.length)) / packets,
        "ping.rtt": rttMs,
        "ping.jitter": steps.length === 0 ? 0 : steps.reduce((sum, ms) => sum + ms, 0) / steps.length,
        "ping.method": method,
      },
    },
  };
}

/** Each packet is a connection of its own; one that is refused was answered as well. */
export async function pingByTcp(
  address: string,
  { packets, tcpPort }: Pick<PingSpec, "packets" | "tcpPort">,
  { deps, deadline, trace }: ProbeIo,
): Promise<{ rttsMs: number[]; detail: string } | Failure> {
  trace.port = tcpPort;
  const stop = new AbortController();
  deadline.wait(() => stop.abort());
  const knock = async (i: number): Promise<number | Failure> => {
    await sleep(i * pingEveryMs, undefined, { signal: stop.signal }).catch(() => {});
    const own = new Deadline(Math.max(1, deadline.timeoutMs - deadline.elapsedUs() / 1_000), stop.signal);
    const seen = new Trace();
    try {
      const socket = await dial({ host: address, port: tcpPort, family: "any", tls: null }, deps, own, seen, null);
      if (!("failed" in socket)) socket.destroy();
      else if (!signsOfLife.has(socket.failed)) return socket;
      return (seen.phases.connectUs ?? 0) / 1_000;
    } finally {
      own.close();
    }
  };
  const knocks = await Promise.all(Array.from({ length: packets }, (_, i) => knock(i)));
  const rttsMs = knocks.filter((each) => typeof each === "number");
  const failures = knocks.filter((each) => typeof each !== "number");
  const ours = failures.find(({ failed }) => failed === "prober_error" || failed === "address_refused");
  return ours ?? { rttsMs, detail: failures[0]?.detail ?? "" };
}
