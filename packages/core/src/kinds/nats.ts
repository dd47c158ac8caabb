import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, credentials, plainOrTls, port, secret } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "nats.round_trip", type: "duration", label: "From publishing to receiving" },
  { name: "nats.version", type: "text", label: "Version of the server" },
  { name: "nats.jetstream", type: "boolean", label: "JetStream is on" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const NatsSpec = z.strictObject({
  kind: z.literal("nats"),
  host: Host,
  port: port(4222),
  ...credentials,
  token: secret("Token", "Instead of a user and a password."),
  subject: z
    .string()
    .trim()
    .max(200, "At most 200 characters.")
    .regex(/^(?:[^\s.*>]+(?:\.[^\s.*>]+)*)?$/, "Write words joined by dots, without wildcards, such as vedette.check.")
    .default("")
    .meta({
      label: "Subject",
      place: "main",
      placeholder: "vedette.check",
      hint: "A random message of 32 characters is published to it and has to come back. Left empty, PING and PONG are enough.",
    }),
  ...activeFields(subjects),
  security: plainOrTls,
  tls: TlsOptions,
});
export type NatsSpec = z.output<typeof NatsSpec>;

export const nats = kindOf(NatsSpec)({
  label: "NATS",
  about: "Signs in, sends PING, and publishes and receives a message where asked.",
  group: "queue",
  target: (spec) => `${hostPort(spec.host, spec.port)}${spec.subject === "" ? "" : ` ${spec.subject}`}`,
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => `NATS on ${spec.host}`,
  subjects,
  fromAddress: ({ scheme, host, port: number, user, password }) => {
    // `tls://` is what its clients say for NATS over TLS; everybody else means TLS alone.
    if (scheme !== "nats" && (number !== 4222 || (scheme !== "" && scheme !== "tls"))) return null;
    // As its clients do: a single word before the @ is a token.
    const signIn = password === "" ? { token: user } : { user, password };
    return { kind: "nats", host, port: number ?? 4222, ...signIn, security: scheme === "tls" ? "tls" : "none" };
  },
});
