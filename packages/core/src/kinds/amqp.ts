import { z } from "zod";
import { decoded } from "../address.ts";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, credentials, line, plainOrTls, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "amqp.messages", type: "number", label: "Messages ready in the queue" },
  { name: "amqp.consumers", type: "number", label: "Consumers of the queue" },
  { name: "amqp.round_trip", type: "duration", label: "From publishing to receiving" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

const shortText = line(255).refine((text) => new TextEncoder().encode(text).length <= 255, "This is too long. Use at most 255 bytes.");

export const AmqpSpec = z.strictObject({
  kind: z.literal("amqp"),
  host: Host,
  port: port(5672),
  ...credentials,
  virtualHost: shortText.default("/").meta({ label: "Virtual host", place: "main" }),
  queue: shortText.default("").meta({
    label: "Queue",
    place: "main",
    placeholder: "jobs",
    hint: "It has to exist; its messages and consumers are counted, and nothing is taken from it.",
  }),
  roundTrip: z.boolean().default(false).meta({
    label: "Publish a message and receive it back",
    place: "main",
    hint: "Through a queue of the check's own, which is gone when the check ends.",
  }),
  ...activeFields(subjects),
  security: plainOrTls,
  tls: TlsOptions,
});
export type AmqpSpec = z.output<typeof AmqpSpec>;

export const amqp = kindOf(AmqpSpec)({
  label: "AMQP, RabbitMQ",
  about: "Signs in to a broker; counts a queue's messages, or publishes and receives one, where asked.",
  group: "queue",
  target: (spec) => `${hostPort(spec.host, spec.port)}${spec.queue === "" ? "" : ` ${spec.queue}`}`,
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => (spec.queue === "" ? `AMQP on ${spec.host}` : `${spec.queue} on ${spec.host}`),
  subjects,
  fromAddress: ({ scheme, host, port: number, path, user, password }) => {
    const isSecure = scheme === "amqps" || (scheme === "" && number === 5671);
    if (!isSecure && (scheme === "" ? number !== 5672 : scheme !== "amqp")) return null;
    return {
      kind: "amqp",
      host,
      port: number ?? (isSecure ? 5671 : 5672),
      user,
      password,
      virtualHost: path === "" ? "/" : decoded(path),
      security: isSecure ? "tls" : "none",
    };
  },
});
