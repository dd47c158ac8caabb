import { tlsFixture } from "@vedette/testkit/tls-fixtures";
import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { tlsFacts } from "./tls-facts.ts";
import { Trace } from "./trace.ts";

const nowMs = Date.UTC(2026, 0, 1);
const [good, expired] = [new X509Certificate(tlsFixture("good").cert), new X509Certificate(tlsFixture("expired").cert)];

it("counts a chain as expiring with the first of its certificates", () => {
  const trace = Object.assign(new Trace(), {
    certificate: good,
    chain: [expired],
    tls: { protocol: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", trusted: false },
  });
  const facts = tlsFacts(trace, nowMs);
  expect(facts["tls.expires_in"]).toBe(Date.UTC(2120, 0, 1) - nowMs);
  expect(facts["tls.chain_expires_in"]).toBe(expired.validToDate.getTime() - nowMs);
  expect(facts["tls.chain_expires_in"]).toBeLessThan(0);
});

it("tells nothing of a connection without TLS", () => {
  expect(tlsFacts(new Trace(), nowMs)).toEqual({});
});
