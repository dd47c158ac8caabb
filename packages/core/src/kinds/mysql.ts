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
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const MysqlSpec = z.strictObject({
  kind: z.literal("mysql"),
  host: Host,
  port: port(3306),
  database: line(64).default("").meta({ label: "Database", place: "main", hint: "Left empty, none is chosen." }),
  ...credentials,
  statement: SqlStatement,
  ...activeFields(subjects),
  security: plainOrTls,
  tls: TlsOptions,
});
export type MysqlSpec = z.output<typeof MysqlSpec>;

export const mysql = kindOf(MysqlSpec)({
  label: "MySQL, MariaDB",
  about: "Signs in to a database and runs a statement that reads.",
  group: "database",
  target: (spec) => `${hostPort(spec.host, spec.port)}${spec.database === "" ? "" : `/${spec.database}`}`,
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => (spec.database === "" ? `MySQL on ${spec.host}` : `${spec.database} on ${spec.host}`),
  subjects,
  fromAddress: ({ scheme, host, port: number, path, query, user, password }) => {
    if (scheme === "" ? number !== 3306 : scheme !== "mysql" && scheme !== "mariadb") return null;
    const mode = (query.get("ssl-mode") ?? query.get("sslmode") ?? "disabled").toLowerCase();
    return {
      kind: "mysql",
      host,
      port: number ?? 3306,
      database: decoded(path),
      user,
      password,
      security: /^(?:disabled?|preferred)$/.test(mode) ? "none" : "tls",
      tls: { verify: mode.startsWith("verify") },
    };
  },
});
