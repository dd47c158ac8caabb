import { expect, it } from "vitest";
import { readAddress } from "../address.ts";
import { readAssertions } from "../assertion/read-assertions.ts";
import { kinds } from "../kinds.ts";
import { MonitorSpec } from "../monitor-spec.ts";

it.each<[typed: string, spec: object]>([
  ["tcp://db.example.com:9000", { kind: "tcp", port: 9000 }],
  ["udp://syslog.example.com:514", { kind: "udp", port: 514 }],
  ["tls://mail.example.com:993", { kind: "tls", port: 993, startTls: "none" }],
  ["tls://mail.example.com:25", { kind: "tls", port: 25, startTls: "smtp" }],
  ["tls://example.com", { kind: "tls", port: 443 }],
  ["dns:example.com", { kind: "dns", name: "example.com", type: "A", servers: [] }],
  ["dns:example.com?type=mx", { kind: "dns", name: "example.com", type: "MX" }],
  ["dns:_sip._tcp.example.com?type=SRV", { kind: "dns", name: "_sip._tcp.example.com", type: "SRV" }],
  ["dns:203.0.113.7", { kind: "dns", name: "203.0.113.7", type: "PTR" }],
  ["dns://9.9.9.9/example.com?type=TXT", { kind: "dns", name: "example.com", type: "TXT", servers: ["9.9.9.9"] }],
  ["dns://[2620:fe::fe]:5353/example.com", { kind: "dns", servers: ["[2620:fe::fe]:5353"] }],
  ["ping:example.com", { kind: "ping", host: "example.com", tcpPort: 443 }],
  ["ping://[2001:DB8::1]", { kind: "ping", host: "2001:db8::1" }],
  ["ssh://example.com", { kind: "ssh", port: 22 }],
  ["example.com:22", { kind: "ssh", port: 22 }],
  ["ntp:pool.example.org", { kind: "ntp", port: 123 }],
  ["ftp://me:pa%20ss@example.com", { kind: "ftp", port: 21, user: "me", password: "pa ss", security: "none" }],
  ["smtp://mail.example.com", { kind: "smtp", port: 25, security: "none" }],
  ["mail.example.com:587", { kind: "smtp", port: 587, security: "starttls" }],
  ["smtps://me:secret@mail.example.com", { kind: "smtp", port: 465, security: "tls", user: "me", password: "secret" }],
  ["imaps://mail.example.com", { kind: "imap", port: 993, security: "tls" }],
  ["imap://mail.example.com", { kind: "imap", port: 143, security: "starttls" }],
  ["pop3s://mail.example.com", { kind: "pop3", port: 995, security: "tls" }],
  ["mail.example.com:110", { kind: "pop3", port: 110, security: "starttls" }],
])("reads %s as what it most likely is", (typed, spec) => {
  const address = readAddress(typed);
  if (address === null) throw new Error("not an address");
  const [proposed] = Object.values(kinds).flatMap((info) => info.fromAddress?.(address) ?? []);
  expect(MonitorSpec.parse(proposed)).toMatchObject(spec);
});

it("gives no kind conditions that it cannot read", () => {
  for (const [kind, { schema, subjects }] of Object.entries(kinds)) {
    const usual = schema.safeParse({ kind, host: "example.com" }).data;
    if (typeof usual !== "object" || usual === null || !("assertions" in usual)) continue;
    expect(readAssertions(String(usual.assertions), subjects).errors, kind).toEqual([]);
  }
});

it.each([
  [{ name: "example.com", servers: ["not a server"] }, /name server/],
  [{ name: "example.com", servers: ["udp://9.9.9.9"] }, /name server/],
  [{ name: "example.com", transport: "tls" }, /Name a server/],
  [{ name: "203.0.113.7", type: "A" }, /Choose PTR/],
  [{ name: "exa mple" }, /Type a name/],
])("refuses the DNS monitor %j and says why", (input, message) => {
  expect(kinds.dns.schema.safeParse({ kind: "dns", ...input }).error?.issues[0]?.message).toMatch(message);
});
