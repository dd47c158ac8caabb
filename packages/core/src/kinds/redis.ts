import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, credentials, plainOrTls, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { RedisCommand } from "../redis-command.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "redis.value", type: "json", label: "Answer to the command" },
  { name: "redis.role", type: "text", label: "Role (master, slave)" },
  { name: "redis.replicas", type: "number", label: "Replicas connected" },
  { name: "redis.master_link", type: "text", label: "Link to the master (up, down)" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const RedisSpec = z.strictObject({
  kind: z.literal("redis"),
  host: Host,
  port: port(6379),
  ...credentials,
  command: RedisCommand,
  ...activeFields(subjects),
  security: plainOrTls,
  tls: TlsOptions,
  database: z
    .int("Type the number of the database.")
    .min(0, "Databases begin at 0.")
    .max(10_000, "Databases end at 10,000.")
    .default(0)
    .meta({ label: "Database number" }),
});
export type RedisSpec = z.output<typeof RedisSpec>;

export const redis = kindOf(RedisSpec)({
  label: "Redis",
  about: "Signs in, sends PING, and runs a command that reads where asked.",
  group: "database",
  target: (spec) => hostPort(spec.host, spec.port),
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => `Redis on ${spec.host}`,
  subjects,
  fromAddress: ({ scheme, host, port: number, path, user, password }) => {
    if (scheme === "" ? number !== 6379 : !/^(?:redis|valkey)s?$/.test(scheme)) return null;
    const database = /^\d{1,4}$/.test(path) ? Number(path) : 0;
    return {
      kind: "redis",
      host,
      port: number ?? 6379,
      user,
      password,
      database,
      security: /^(?:rediss|valkeys)$/.test(scheme) ? "tls" : "none",
    };
  },
});
