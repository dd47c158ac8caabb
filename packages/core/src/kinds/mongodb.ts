import { z } from "zod";
import { decoded } from "../address.ts";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, credentials, line, plainOrTls, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "mongodb.state", type: "text", label: "State (primary, secondary, arbiter, router, standalone, other)" },
  { name: "mongodb.set", type: "text", label: "Name of the replica set" },
  { name: "mongodb.members", type: "number", label: "Members of the replica set" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const MongodbSpec = z.strictObject({
  kind: z.literal("mongodb"),
  host: Host,
  port: port(27_017),
  ...credentials,
  ...activeFields(subjects),
  authDatabase: line(63)
    .refine((name) => name !== "" && !/[/\\. "$]/.test(name), "Type the name of a database, such as admin.")
    .default("admin")
    .meta({ label: "Database of the user", hint: "Where the user was created; authSource in an address." }),
  security: plainOrTls,
  tls: TlsOptions,
});
export type MongodbSpec = z.output<typeof MongodbSpec>;

export const mongodb = kindOf(MongodbSpec)({
  label: "MongoDB",
  about: "Asks a server who it is, signs in where asked, and sends a ping.",
  group: "database",
  target: (spec) => hostPort(spec.host, spec.port),
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => `MongoDB on ${spec.host}`,
  subjects,
  fromAddress: ({ scheme, host, port: number, path, query, user, password }) => {
    if (scheme === "" ? number !== 27_017 : scheme !== "mongodb") return null;
    const isSecure = (query.get("tls") ?? query.get("ssl")) === "true";
    return {
      kind: "mongodb",
      host,
      port: number ?? 27_017,
      user,
      password,
      authDatabase: query.get("authSource") ?? (path === "" ? "admin" : decoded(path)),
      security: isSecure ? "tls" : "none",
    };
  },
});
