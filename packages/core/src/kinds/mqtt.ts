import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, credentials, line, plainOrTls, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "mqtt.message", type: "json", label: "Message that was received" },
  { name: "mqtt.round_trip", type: "duration", label: "From publishing to receiving" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const MqttSpec = z.strictObject({
  kind: z.literal("mqtt"),
  host: Host,
  port: port(1883),
  ...credentials,
  topic: line(500)
    .refine((topic) => !/[+#]/.test(topic), "Write one topic, without the wildcards + and #.")
    .default("")
    .meta({ label: "Topic", place: "main", placeholder: "vedette/check", hint: "Left empty, a connection is enough." }),
  exchange: z
    .enum(["publish", "wait"])
    .default("publish")
    .meta({
      label: "With the topic",
      place: "main",
      choices: { publish: "Publish a random message and receive it back", wait: "Wait for a message, such as a retained one" },
    }),
  ...activeFields(subjects),
  security: plainOrTls,
  tls: TlsOptions,
  version: z.enum(["3.1.1", "5"]).default("3.1.1").meta({ label: "Version of MQTT" }),
  clientId: line(64).default("").meta({ label: "Client id", hint: "Left empty, a random one, so that two checks never meet." }),
});
export type MqttSpec = z.output<typeof MqttSpec>;

export const mqtt = kindOf(MqttSpec)({
  label: "MQTT",
  about: "Connects to a broker; publishes and receives, or waits for a message, where asked.",
  group: "queue",
  target: (spec) => `${hostPort(spec.host, spec.port)}${spec.topic === "" ? "" : ` ${spec.topic}`}`,
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => `MQTT on ${spec.host}`,
  subjects,
  fromAddress: ({ scheme, host, port: number, user, password }) => {
    const isSecure = scheme === "mqtts" || (scheme === "" && number === 8883);
    if (!isSecure && (scheme === "" ? number !== 1883 : scheme !== "mqtt")) return null;
    return { kind: "mqtt", host, port: number ?? (isSecure ? 8883 : 1883), user, password, security: isSecure ? "tls" : "none" };
  },
});
