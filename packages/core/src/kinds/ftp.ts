import { z } from "zod";
import { schemeOf } from "../address.ts";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, port, security, signIn } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "ftp.banner", type: "text", label: "Greeting" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const FtpSpec = z.strictObject({
  kind: z.literal("ftp"),
  host: Host,
  port: port(21),
  ...activeFields(subjects),
  security: security("none"),
  ...signIn,
  tls: TlsOptions,
});
export type FtpSpec = z.output<typeof FtpSpec>;

export const ftp = kindOf(FtpSpec)({
  label: "FTP",
  about: "Greets a file server, and signs in where asked. Transfers nothing.",
  group: "network",
  target: (spec) => hostPort(spec.host, spec.port),
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => spec.host,
  subjects,
  fromAddress: (address) => {
    const { host, port: number, user, password } = address;
    const scheme = schemeOf(address, { 21: "ftp", 990: "ftps" });
    if (scheme === "ftps") return { kind: "ftp", host, port: number ?? 990, security: "tls", user, password };
    return scheme === "ftp" ? { kind: "ftp", host, port: number ?? 21, user, password } : null;
  },
});
