import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { Host, activeFields, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "ntp.offset", type: "duration", label: "Difference of the clocks" },
  { name: "ntp.delay", type: "duration", label: "Time on the way" },
  { name: "ntp.stratum", type: "number", label: "Stratum" },
  { name: "ntp.root_dispersion", type: "duration", label: "Uncertainty of its own clock" },
  { name: "address", type: "text", label: "Address" },
];

export const NtpSpec = z.strictObject({
  kind: z.literal("ntp"),
  host: Host,
  port: port(123),
  ...activeFields(subjects, "ntp.offset < 500ms else degraded"),
});
export type NtpSpec = z.output<typeof NtpSpec>;

export const ntp = kindOf(NtpSpec)({
  label: "NTP",
  about: "Asks a time server for the time and compares it with this machine's.",
  group: "network",
  target: (spec) => (spec.port === 123 ? spec.host : hostPort(spec.host, spec.port)),
  name: (spec) => spec.host,
  subjects,
  fromAddress: ({ scheme, host, port: number }) => (scheme === "ntp" ? { kind: "ntp", host, port: number ?? 123 } : null),
});
