import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { activeFields, canonicalHost } from "../fields.ts";
import { HttpUrl } from "../http-url.ts";
import { kindOf } from "../kind.ts";

const subjects: readonly Subject[] = [
  { name: "domain.expires_in", type: "duration", label: "Registration expires in" },
  { name: "domain.registrar", type: "text", label: "Registrar" },
  { name: "domain.status", type: "texts", label: "Status of the registration" },
  { name: "domain.nameservers", type: "texts", label: "Name servers" },
  { name: "latency", type: "duration", label: "Latency" },
];

/** A public suffix alone cannot be registered, an address neither; which part of the name is the domain, the registry's answer says. */
const DomainName = z
  .string()
  .transform((typed, context) => {
    const host = canonicalHost(typed);
    if (host !== null && host.includes(".") && !/^[\d.]+$|:/.test(host)) return host;
    context.addIssue({ code: "custom", message: "Type a domain, such as example.com." });
    return z.NEVER;
  })
  .meta({ label: "Domain", place: "address", placeholder: "example.com" });

export const DomainSpec = z.strictObject({
  kind: z.literal("domain"),
  domain: DomainName,
  ...activeFields(subjects, "domain.expires_in > 0d\ndomain.expires_in > 30d else degraded"),
  rdap: z
    .union([z.literal(""), HttpUrl], "Type the https:// address of an RDAP service, or leave it empty.")
    .default("")
    .meta({
      label: "RDAP service",
      placeholder: "https://rdap.nic.example/",
      hint: "Left empty, the registry's own, as IANA lists it.",
    }),
});
export type DomainSpec = z.output<typeof DomainSpec>;

export const domain = kindOf(DomainSpec)({
  label: "Domain",
  about: "Asks the registry when a domain's registration ends, by RDAP. Once a day is enough.",
  group: "network",
  target: (spec) => spec.domain,
  name: (spec) => `${spec.domain} registration`,
  usualIntervalMs: 86_400_000,
  subjects,
  fromAddress: ({ scheme, host }) => (scheme === "domain" ? { kind: "domain", domain: host } : null),
});
