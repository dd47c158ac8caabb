import type { HeartbeatSpec } from "./kinds/heartbeat.ts";

/** What a sender says. Stored as these numbers. */
export const pingCodes = { success: 0, start: 1, fail: 2, log: 3 } as const;
export type PingKind = keyof typeof pingCodes;

const pingKinds = Object.keys(pingCodes) as PingKind[]; // safe because the literal's keys are the type

/** Of a body this many bytes are kept (as Healthchecks has it). */
export const keptBodyBytes = 10_000;

/** What counts of a ping. `exitCode` null: it carried none. `body`: as text, at most `keptBodyBytes`. */
export type PingMeaning = { kind: PingKind; exitCode: number | null; method: string; body: string };

/** What a ping does to its monitor: what it says, unless the monitor counts only certain methods, or reads the body. */
export function effectOf(spec: HeartbeatSpec, ping: PingMeaning): PingKind {
  if (spec.methods === "post" && ping.method !== "POST") return "log";
  if (ping.exitCode !== null) return ping.exitCode === 0 ? "success" : "fail";
  if (ping.kind !== "success") return ping.kind;
  // In this order, as Healthchecks has it: a body that speaks of a failure is one, whatever else it says.
  const filters = [
    ["fail", spec.failureKeyword],
    ["success", spec.successKeyword],
    ["start", spec.startKeyword],
  ] as const;
  if (filters.every(([, keyword]) => keyword === "")) return "success";
  const found = filters.find(([, keyword]) => keyword !== "" && ping.body.includes(keyword));
  if (found !== undefined) return found[0];
  return spec.otherBodies === "fail" ? "fail" : "log";
}

/** Throws on a number that no version of Vedette has written. */
export function pingKindOf(code: number): PingKind {
  const kind = pingKinds.find((each) => pingCodes[each] === code);
  if (kind === undefined) throw new Error(`unknown kind of ping ${code}`);
  return kind;
}
