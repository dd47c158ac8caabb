import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, port } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { type StartTls, startTlsProtocols, startTlsWords } from "../start-tls.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  ...tlsSubjects,
  { name: "address", type: "text", label: "Address" },
];

export const TlsSpec = z.strictObject({
  kind: z.literal("tls"),
  host: Host,
  port: port(443),
  startTls: z
    .enum(["none", ...startTlsProtocols])
    .default("none")
    .meta({
      label: "TLS begins",
      place: "main",
      choices: { none: "From the first byte", ...startTlsWords },
    }),
  ...activeFields(subjects, "tls.chain_expires_in > 14d else degraded"),
  minVersion: z
    .enum(["TLSv1.2", "TLSv1.3"])
    .default("TLSv1.2")
    .meta({ label: "Oldest version accepted", choices: { "TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3" } }),
  tls: TlsOptions,
});
export type TlsSpec = z.output<typeof TlsSpec>;

const usualPorts: Record<number, StartTls> = {
  21: "ftp",
  25: "smtp",
  110: "pop3",
  143: "imap",
  389: "ldap",
  587: "smtp",
  3306: "mysql",
  5432: "postgres",
};

export const tls = kindOf(TlsSpec)({
  label: "TLS certificate",
  about: "Makes a TLS handshake and looks at the whole certificate chain.",
  group: "network",
  target: (spec) => hostPort(spec.host, spec.port),
  name: (spec) => hostPort(spec.host, spec.port),
  subjects,
  fromAddress: ({ scheme, host, port: number }) =>
    scheme === "tls" ? { kind: "tls", host, port: number ?? 443, startTls: usualPorts[number ?? 443] ?? "none" } : null,
});
