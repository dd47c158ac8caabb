import { z } from "zod";
import { decoded } from "../address.ts";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, credentials, line, plainOrTls, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { SqlStatement, sqlSubjects } from "../sql-statement.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  ...sqlSubjects,
  { name: "sql.standby", type: "boolean", label: "Server is a standby" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const PostgresSpec = z.strictObject({
  kind: z.literal("postgres"),
  host: Host,
  port: port(5432),
  database: line(63).default("postgres").meta({ label: "Database", place: "main" }),
  ...credentials,
  statement: SqlStatement,
  ...activeFields(subjects),
  security: plainOrTls,
  tls: TlsOptions,
});
export type PostgresSpec = z.output<typeof PostgresSpec>;

export const postgres = kindOf(PostgresSpec)({
  label: "PostgreSQL",
  about: "Signs in to a database and runs a statement that reads.",
  group: "database",
  target: (spec) => `${hostPort(spec.host, spec.port)}/${spec.database}`,
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => `${spec.database} on ${spec.host}`,
  subjects,
  fromAddress: ({ scheme, host, port: number, path, query, user, password }) => {
    if (scheme === "" ? number !== 5432 : scheme !== "postgres" && scheme !== "postgresql") return null;
    const mode = query.get("sslmode") ?? "disable";
    return {
      kind: "postgres",
      host,
      port: number ?? 5432,
      // As libpq does: a database that is not named is called like the user.
      database: decoded(path) || user || "postgres",
      user,
      password,
      security: /^(?:disable|allow|prefer)$/.test(mode) ? "none" : "tls",
      tls: { verify: mode !== "require" },
    };
  },
});
