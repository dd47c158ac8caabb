import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { Host, activeFields } from "../fields.ts";
import { kindOf } from "../kind.ts";

/** Between two packets. */
export const pingEveryMs = 200;

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "ping.loss", type: "number", label: "Loss in percent" },
  { name: "ping.rtt", type: "duration", label: "Round trip, average" },
  { name: "ping.jitter", type: "duration", label: "Jitter" },
  { name: "ping.method", type: "text", label: "Method (icmp or tcp)" },
  { name: "address", type: "text", label: "Address" },
];

export const PingSpec = z
  .strictObject({
    kind: z.literal("ping"),
    host: Host,
    packets: z
      .int("Type the number of packets as a whole number.")
      .min(1, "Send at least one packet.")
      .max(20, "At most 20 packets.")
      .default(4)
      .meta({ label: "Packets", place: "main" }),
    ...activeFields(subjects),
    tcpPort: z.int("Type the port as a whole number.").min(1, "Ports begin at 1.").max(65_535, "Ports end at 65535.").default(443).meta({
      label: "Port where ICMP is not allowed",
      hint: "Where the machine that checks has no ping program, TCP connections to this port are counted.",
    }),
  })
  .refine(({ packets, timeoutMs }) => packets * pingEveryMs <= timeoutMs, {
    path: ["packets"],
    message: "A packet is sent every 200 ms. Send fewer, or give up later.",
  });
export type PingSpec = z.output<typeof PingSpec>;

export const ping = kindOf(PingSpec)({
  label: "Ping",
  about: "Sends echo requests to a host and counts the replies.",
  group: "network",
  target: (spec) => spec.host,
  name: (spec) => spec.host,
  subjects,
  fromAddress: ({ scheme, host, port }) =>
    scheme === "ping" || scheme === "icmp" ? { kind: "ping", host, ...(port !== null && { tcpPort: port }) } : null,
});
