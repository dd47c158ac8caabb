import { GrpcSpec } from "@vedette/core/kinds/grpc";
import { listenOnLoopback } from "@vedette/testkit/listen-on-loopback";
import { testAuthority, tlsFixture } from "@vedette/testkit/tls-fixtures";
import fc from "fast-check";
import { type IncomingHttpHeaders, type ServerHttp2Stream, createSecureServer, createServer } from "node:http2";
import type { Server } from "node:net";
import { expect, it } from "vitest";
import { healthOf, healthRequest } from "../src/grpc-health.ts";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";
import { type Said, health, reply, serveOn } from "./grpc-script.ts";

itKeepsTheContract({
  kind: "grpc",
  spec: (host, port) => ({
    kind: "grpc",
    host,
    port,
    service: "shop",
    metadata: [{ name: "authorization", value: "Bearer {{token}}" }],
    secrets: [{ name: "token", value: "s3cr3t-t0ken" }],
  }),
  serve: serveOn,
  secrets: ["s3cr3t-t0ken"],
});

type GrpcServer = AsyncDisposable & { port: number; requests: { headers: IncomingHttpHeaders; body: Buffer }[] };

async function startGrpcServer(said: Said, isSecure = false): Promise<GrpcServer> {
  const server = isSecure ? createSecureServer(tlsFixture("good")) : createServer();
  const requests: GrpcServer["requests"] = [];
  server.on("stream", (stream: ServerHttp2Stream, headers) => {
    const parts: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => parts.push(chunk));
    stream.on("end", () => {
      requests.push({ headers, body: Buffer.concat(parts) });
      reply(stream, said);
    });
  });
  const port = await listenOnLoopback(server as Server); // safe because both are servers of node:net
  return { port, requests, [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => server.close(resolve))) };
}

async function check(port: number, more: Record<string, unknown> = {}) {
  return await conclusive(
    async () =>
      await probe(GrpcSpec.parse({ kind: "grpc", host: "localhost", port, timeoutMs: 2_000, ...more }), localDeps, never, "detailed"),
  );
}

it("asks for one service in plaintext, with its authority and metadata", async () => {
  await using server = await startGrpcServer({});
  const result = await check(server.port, {
    service: "shop.v1.Orders",
    authority: "orders.internal:443",
    metadata: [{ name: "X-Key", value: "{{key}}" }],
    secrets: [{ name: "key", value: "abcd" }],
  });
  expect(result).toMatchObject({
    outcome: "answered",
    status: null,
    evidence: { facts: { "grpc.status": "OK", "grpc.health": "SERVING" } },
  });
  expect(server.requests).toMatchObject([
    {
      headers: {
        ":path": "/grpc.health.v1.Health/Check",
        ":authority": "orders.internal:443",
        "content-type": "application/grpc",
        te: "trailers",
        "x-key": "abcd",
      },
      body: Buffer.concat([Buffer.from([0, 0, 0, 0, 16, 10, 14]), Buffer.from("shop.v1.Orders")]),
    },
  ]);
});

it("speaks TLS to a server that offers HTTP/2", async () => {
  await using server = await startGrpcServer({}, true);
  const tls = { authorities: testAuthority };
  expect(gist(await check(server.port, { security: "tls", tls }))).toBe("answered");
  expect(gist(await check(server.port, { security: "tls" }))).toBe("tls_untrusted");
});

it.each<[failure: string, says: string, said: Said]>([
  ["service_unhealthy", "NOT_SERVING", { body: health(8, 2) }],
  ["service_unhealthy", "SERVICE_UNKNOWN", { body: health(8, 3) }],
  ["service_unhealthy", "UNKNOWN", { body: health() }],
  ["service_unhealthy", "UNAVAILABLE", { status: "14", body: Buffer.alloc(0) }],
  ["query_failed", "UNIMPLEMENTED", { status: "12", body: Buffer.alloc(0) }],
  ["query_failed", "NOT_FOUND", { status: "5", body: Buffer.alloc(0) }],
  ["query_failed", "INTERNAL", { status: "13", message: "no%20disk", body: Buffer.alloc(0) }],
  ["auth_failed", "UNAUTHENTICATED", { status: "16", body: Buffer.alloc(0) }],
  ["auth_failed", "403", { http: 403, status: "", body: Buffer.alloc(0) }],
  ["protocol_error", "502", { http: 502, status: "", body: Buffer.from("Bad Gateway") }],
  ["connection_closed", "without a gRPC status", { status: "" }],
  ["decode_failed", "HealthCheckResponse", { body: Buffer.from([1, 0, 0, 0, 2, 8, 1]) }],
  ["too_large", "larger", { body: Buffer.alloc(10_000) }],
])("names %s and %s", async (failure, says, said) => {
  await using server = await startGrpcServer(said);
  const result = await check(server.port, { service: "shop" });
  expect(result).toMatchObject({ outcome: "failed", failure, message: expect.stringContaining(says) as string });
  if (said.message !== undefined) expect(result.evidence.detail).toBe("no disk");
});

it("reads a health among unknown fields, and nothing that is not whole", () => {
  expect(healthOf(health(0x12, 2, 8, 2, 0x08, 1, 0x19, 1, 2, 3, 4, 5, 6, 7, 8, 0x25, 1, 2, 3, 4))).toBe("SERVING");
  expect(healthOf(health(8, 9))).toBe("9");
  expect(healthOf(health(8))).toBeNull();
  expect(healthOf(health(0x12, 200, 1, 8))).toBeNull();
  expect(healthRequest("x".repeat(200)).subarray(0, 8)).toEqual(Buffer.from([0, 0, 0, 0, 203, 10, 200, 1]));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void healthOf(health(...bytes))));
});
