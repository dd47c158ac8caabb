import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { readDnsServer } from "../dns-server.ts";
import { TlsOptions, activeFields, canonicalHost } from "../fields.ts";
import { kindOf } from "../kind.ts";

export const dnsTypes = ["A", "AAAA", "CNAME", "MX", "NS", "TXT", "SOA", "SRV", "CAA", "PTR"] as const;

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "dns.answers", type: "texts", label: "Answers" },
  { name: "dns.count", type: "number", label: "Number of answers" },
  { name: "dns.rcode", type: "text", label: "Response code" },
  { name: "dns.ttl", type: "duration", label: "Shortest time to live" },
  { name: "dns.authenticated", type: "boolean", label: "Authenticated by DNSSEC" },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

const isAddress = (name: string) => name.includes(":") || /^[\d.]+$/.test(name);

export const DnsSpec = z
  .strictObject({
    kind: z.literal("dns"),
    name: z
      .string()
      .transform((typed, context) => {
        const name = canonicalHost(typed);
        if (name !== null) return name;
        context.addIssue({ code: "custom", message: "Type a name, such as example.com, or for PTR an address." });
        return z.NEVER;
      })
      .meta({ label: "Name", place: "address", placeholder: "example.com" }),
    type: z.enum(dnsTypes).default("A").meta({ label: "Record type", place: "address" }),
    expectedCode: z
      .enum(["NOERROR", "NODATA", "NXDOMAIN", "SERVFAIL", "REFUSED"])
      .default("NOERROR")
      .meta({
        label: "Expected answer",
        place: "main",
        choices: {
          NOERROR: "Records",
          NODATA: "No record of this type",
          NXDOMAIN: "No such name (NXDOMAIN)",
          SERVFAIL: "Server failure (SERVFAIL)",
          REFUSED: "Refused (REFUSED)",
        },
      }),
    ...activeFields(subjects),
    servers: z
      .array(
        z
          .string()
          .max(500, "This is too long. Use at most 500 characters.")
          .refine((typed) => readDnsServer(typed) !== null, "Type a name server, such as 9.9.9.9 or dns.example.com:53."),
      )
      .max(5, "At most 5 name servers are asked.")
      .default([])
      .meta({
        label: "Ask these name servers",
        hint: "One a line; all have to agree. Left empty, this server's own is asked: for A and AAAA alone where private targets are refused.",
        placeholder: "9.9.9.9",
      }),
    transport: z
      .enum(["udp", "tcp", "tls", "https"])
      .default("udp")
      .meta({
        label: "Transport",
        choices: { udp: "UDP, then TCP where it is truncated", tcp: "TCP", tls: "DNS over TLS", https: "DNS over HTTPS" },
      }),
    tls: TlsOptions,
  })
  .refine(({ servers, transport }) => servers.length > 0 || transport === "udp" || transport === "tcp", {
    path: ["servers"],
    message: "Name a server that speaks DNS over TLS or HTTPS, such as dns.quad9.net.",
  })
  .superRefine(({ servers, transport }, context) => {
    if (transport === "https") return;
    for (const [i, typed] of servers.entries()) {
      const server = readDnsServer(typed);
      if (server?.isUrl !== true) continue;
      const message = `An address with https:// or a path is DNS over HTTPS. Choose that transport, or type the host alone: ${server.host}.`;
      context.addIssue({ code: "custom", path: ["servers", i], message });
    }
  })
  .refine(({ name, type }) => type === "PTR" || !isAddress(name), {
    path: ["type"],
    message: "An address has no records of this type. Choose PTR, or type a name.",
  });
export type DnsSpec = z.output<typeof DnsSpec>;

export const dns = kindOf(DnsSpec)({
  label: "DNS",
  about: "Asks name servers for a record and looks at the answers.",
  group: "network",
  target: (spec) => `${spec.name} ${spec.type}`,
  destination: ({ servers, transport }) => [transport, ...servers].join(" "),
  name: (spec) => `${spec.name} ${spec.type}`,
  subjects,
  /** `dns:example.com`, and as RFC 4501 has it `dns://9.9.9.9/example.com?type=MX`. */
  fromAddress: ({ scheme, host, port, path, query }) => {
    if (scheme !== "dns") return null;
    const name = path === "" ? host : path;
    const typed = query.get("type")?.toUpperCase();
    const type = dnsTypes.find((each) => each === typed) ?? (isAddress(name) ? "PTR" : "A");
    const server = host.includes(":") ? `[${host}]` : host;
    return { kind: "dns", name, type, servers: path === "" ? [] : [port === null ? server : `${server}:${port}`] };
  },
});
