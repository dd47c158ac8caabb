import { z } from "zod";
import { HttpSpec } from "./kinds/http.ts";
import { TcpSpec } from "./kinds/tcp.ts";

/** What to check and how. */
export const MonitorSpec = z.discriminatedUnion("kind", [HttpSpec, TcpSpec]);
export type MonitorSpec = z.output<typeof MonitorSpec>;
export type MonitorKind = MonitorSpec["kind"];

/** A spec that a worker probes. The others wait for pings, follow other monitors, or are set by hand. */
export type ActiveSpec = Extract<MonitorSpec, { timeoutMs: number }>;

export function isActive(spec: MonitorSpec): spec is ActiveSpec {
  return "timeoutMs" in spec;
}
