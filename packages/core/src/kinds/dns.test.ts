import { expect, it } from "vitest";
import { DnsSpec } from "./dns.ts";

function problemsOf(servers: string[], transport: string): Record<string, string> {
  const parsed = DnsSpec.safeParse({ kind: "dns", name: "example.com", servers, transport });
  return Object.fromEntries(parsed.error?.issues.map((issue) => [issue.path.join("."), issue.message]) ?? []);
}

it.each(["udp", "tcp", "tls"])(
  "refuses the address of a name server that speaks HTTPS where %s is chosen, and says what to do",
  (transport) => {
    const message = "An address with https:// or a path is DNS over HTTPS. Choose that transport, or type the host alone: dns.example.com.";
    const servers = ["9.9.9.9", "https://dns.example.com", "dns.example.com/dns-query", "HTTPS://dns.example.com:8443/q"];
    expect(problemsOf(servers, transport)).toEqual({ "servers.1": message, "servers.2": message, "servers.3": message });
  },
);

it("takes a host alone with every transport", () => {
  const servers = ["9.9.9.9", "dns.example.com:5353", "2620:fe::fe"];
  for (const transport of ["udp", "tcp", "tls", "https"]) expect(problemsOf(servers, transport)).toEqual({});
  expect(problemsOf(["https://dns.example.com/dns-query"], "https")).toEqual({});
});
