import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { Host, activeFields, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "reply", type: "text", label: "Reply" },
  { name: "address", type: "text", label: "Address" },
];

export const UdpSpec = z.strictObject({
  kind: z.literal("udp"),
  host: Host,
  port: port(),
  ...activeFields(subjects),
  send: z
    .string()
    .max(1_200, "At most 1,200 characters.")
    .default("")
    .meta({
      label: "Send",
      control: "lines",
      place: "main",
      hint: String.raw`One datagram. \r, \n, \t, \\ and \x00 are understood. Left empty, it is an empty one.`,
    }),
  needsReply: z.boolean().default(true).meta({
    label: "Needs a reply",
    place: "main",
    hint: "Off: down only when the host says within half a second that the port is closed.",
  }),
  expect: z
    .string()
    .max(500, "At most 500 characters.")
    .default("")
    .meta({ label: "Expect in the reply", hint: "Left empty, any reply will do." }),
});
export type UdpSpec = z.output<typeof UdpSpec>;

export const udp = kindOf(UdpSpec)({
  label: "UDP",
  about: "Sends a datagram to a port and waits for the reply.",
  group: "network",
  target: (spec) => hostPort(spec.host, spec.port),
  name: (spec) => hostPort(spec.host, spec.port),
  subjects,
  fromAddress: ({ scheme, host, port: number }) => (scheme === "udp" && number !== null ? { kind: "udp", host, port: number } : null),
});
