import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { startTlsProtocols, startTlsWords } from "../start-tls.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "reply", type: "text", label: "Reply" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const TcpSpec = z.strictObject({
  kind: z.literal("tcp"),
  host: Host,
  port: port(),
  ...activeFields(subjects),
  security: z
    .enum(["none", "tls", ...startTlsProtocols])
    .default("none")
    .meta({ label: "TLS begins", choices: { none: "Never", tls: "From the first byte", ...startTlsWords } }),
  tls: TlsOptions,
  send: z
    .string()
    .max(4_000, "At most 4,000 characters.")
    .default("")
    .meta({ label: "Send", control: "lines", hint: String.raw`\r, \n, \t, \\ and \x00 are understood. Left empty, nothing is sent.` }),
  expect: z
    .string()
    .max(500, "At most 500 characters.")
    .default("")
    .meta({ label: "Expect in the reply", hint: "Left empty, an open connection is enough." }),
});
export type TcpSpec = z.output<typeof TcpSpec>;

export const tcp = kindOf(TcpSpec)({
  label: "TCP",
  about: "Opens a connection to a port, with TLS where asked; sends and expects where asked.",
  group: "network",
  target: (spec) => hostPort(spec.host, spec.port),
  name: (spec) => hostPort(spec.host, spec.port),
  subjects,
  fromAddress: ({ scheme, host, port: number }) =>
    (scheme === "" || scheme === "tcp") && number !== null ? { kind: "tcp", host, port: number } : null,
});

/** `host:port`, an IPv6 address in brackets. */
export function hostPort(host: string, number: number): string {
  return host.includes(":") ? `[${host}]:${number}` : `${host}:${number}`;
}
