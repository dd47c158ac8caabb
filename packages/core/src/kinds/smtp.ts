import { z } from "zod";
import { schemeOf } from "../address.ts";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, port, security, signIn } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "smtp.banner", type: "text", label: "Banner" },
  { name: "smtp.extensions", type: "texts", label: "Extensions offered" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const SmtpSpec = z.strictObject({
  kind: z.literal("smtp"),
  host: Host,
  port: port(25),
  ...activeFields(subjects),
  security: security("none"),
  ...signIn,
  tls: TlsOptions,
});
export type SmtpSpec = z.output<typeof SmtpSpec>;

export const smtp = kindOf(SmtpSpec)({
  label: "SMTP",
  about: "Greets a mail server, and signs in where asked. Sends no mail.",
  group: "mail",
  target: (spec) => hostPort(spec.host, spec.port),
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => spec.host,
  subjects,
  fromAddress: (address) => {
    const { host, port: number, user, password } = address;
    const scheme = schemeOf(address, { 25: "smtp", 465: "smtps", 587: "smtp" });
    if (scheme === "smtps") return { kind: "smtp", host, port: number ?? 465, security: "tls", user, password };
    if (scheme !== "smtp") return null;
    return { kind: "smtp", host, port: number ?? 25, security: number === 587 || user !== "" ? "starttls" : "none", user, password };
  },
});
