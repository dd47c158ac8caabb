import { z } from "zod";
import { schemeOf } from "../address.ts";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Host, TlsOptions, activeFields, port, security, signIn } from "../fields.ts";
import { kindOf } from "../kind.ts";
import { hostPort } from "./tcp.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "imap.banner", type: "text", label: "Greeting" },
  { name: "imap.capabilities", type: "texts", label: "Capabilities" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

export const ImapSpec = z.strictObject({
  kind: z.literal("imap"),
  host: Host,
  port: port(993),
  ...activeFields(subjects),
  security: security("tls"),
  ...signIn,
  tls: TlsOptions,
});
export type ImapSpec = z.output<typeof ImapSpec>;

export const imap = kindOf(ImapSpec)({
  label: "IMAP",
  about: "Greets a mailbox server, and signs in where asked. Opens no mailbox.",
  group: "mail",
  target: (spec) => hostPort(spec.host, spec.port),
  destination: (spec) => `${spec.security} ${hostPort(spec.host, spec.port)}`,
  name: (spec) => spec.host,
  subjects,
  fromAddress: (address) => {
    const { host, port: number, user, password } = address;
    const scheme = schemeOf(address, { 143: "imap", 993: "imaps" });
    if (scheme === "imaps") return { kind: "imap", host, port: number ?? 993, security: "tls", user, password };
    return scheme === "imap" ? { kind: "imap", host, port: number ?? 143, security: "starttls", user, password } : null;
  },
});
