import { z } from "zod";
import { schemeOf } from "../address.ts";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, port, security, signIn } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "pop3.banner", type: "text", label: "Greeting" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const Pop3Spec = z.strictObject({
  kind: z.literal("pop3"),
  host: Host,
  port: port(995),
  ...activeFields(subjects),
  security: security("tls"),
  ...signIn,
  tls: TlsOptions,
});
export type Pop3Spec = z.output<typeof Pop3Spec>;

export const pop3 = kindOf(Pop3Spec)({
  label: "POP3",
  about: "Greets a mailbox server, and signs in where asked. Reads no mail.",
  group: "mail",
  target: (spec) => hostPort(spec.host, spec.port),
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => spec.host,
  subjects,
  fromAddress: (address) => {
    const { host, port: number, user, password } = address;
    const scheme = schemeOf(address, { 110: "pop3", 995: "pop3s" });
    if (scheme === "pop3s") return { kind: "pop3", host, port: number ?? 995, security: "tls", user, password };
    return scheme === "pop3" ? { kind: "pop3", host, port: number ?? 110, security: "starttls", user, password } : null;
  },
});
