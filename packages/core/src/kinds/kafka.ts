import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, credentials, plainOrTls, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "kafka.brokers", type: "number", label: "Brokers of the cluster" },
  { name: "kafka.topic_partitions", type: "number", label: "Partitions of the topic" },
  { name: "kafka.offline_partitions", type: "number", label: "Partitions of the topic without a leader" },
  { name: "kafka.under_replicated", type: "number", label: "Partitions of the topic with replicas behind" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const KafkaSpec = z.strictObject({
  kind: z.literal("kafka"),
  host: Host,
  port: port(9092),
  topic: z
    .string()
    .trim()
    .regex(/^[\w.-]{0,249}$/, "A topic has letters, digits, dots, _ and -.")
    .default("")
    .meta({
      label: "Topic",
      place: "main",
      placeholder: "orders",
      hint: "It has to exist; it is never created. Left empty, the brokers are enough.",
    }),
  signIn: z
    .enum(["none", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
    .default("none")
    .meta({ label: "Sign in", place: "main", choices: { none: "No sign-in" } }),
  ...credentials,
  ...activeFields(subjects),
  security: plainOrTls,
  tls: TlsOptions,
});
export type KafkaSpec = z.output<typeof KafkaSpec>;

export const kafka = kindOf(KafkaSpec)({
  label: "Kafka",
  about: "Signs in to a broker and asks for the cluster's brokers and a topic's partitions.",
  group: "queue",
  target: (spec) => `${hostPort(spec.host, spec.port)}${spec.topic === "" ? "" : ` ${spec.topic}`}`,
  destination: (spec) => `${spec.security} ${spec.signIn} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => (spec.topic === "" ? `Kafka on ${spec.host}` : `${spec.topic} on ${spec.host}`),
  subjects,
  fromAddress: ({ scheme, host, port: number, path, user, password }) => {
    if (scheme === "" ? number !== 9092 : scheme !== "kafka") return null;
    const topic = /^[\w.-]{0,249}$/.test(path) ? path : "";
    return { kind: "kafka", host, port: number ?? 9092, topic, user, password, signIn: user === "" ? "none" : "PLAIN" };
  },
});
