import { listenOnLoopback } from "@vedette/testkit/listen-on-loopback";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { testAuthority, tlsFixture } from "@vedette/testkit/tls-fixtures";
import { type IncomingHttpHeaders, type ServerHttp2Stream, createSecureServer } from "node:http2";
import { type TLSSocket, createServer, setDefaultCACertificates } from "node:tls";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { check, gist, timed } from "./local-deps.ts";

beforeAll(() => setDefaultCACertificates([testAuthority]));

type Seen = { headers: IncomingHttpHeaders; body: string };

/** An HTTP/2 server that answers each stream by script once the request is whole. */
async function startH2(script: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void) {
  const seen: Seen[] = [];
  const server = createSecureServer(tlsFixture("good"));
  const sockets = new Set<{ destroy: () => void }>();
  server.on("secureConnection", (socket) => sockets.add(socket.on("error", () => {})));
  server.on("sessionError", () => {});
  server.on("stream", (stream, headers) => {
    let body = "";
    stream.on("error", () => {});
    stream.on("data", (chunk: Buffer) => (body += chunk.toString()));
    stream.on("end", () => (seen.push({ headers, body }), script(stream, headers)));
  });
  const port = await listenOnLoopback(server);
  return {
    url: `https://127.0.0.1:${port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Speaks TLS with ALPN h2 and then raw frames. */
async function startRaw(script: (socket: TLSSocket) => void) {
  const sockets = new Set<TLSSocket>();
  const server = createServer({ ...tlsFixture("good"), ALPNProtocols: ["h2"] }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => script(socket));
    socket.resume();
  });
  const port = await listenOnLoopback(server);
  return {
    url: `https://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}
const settings = frame(4, 0, 0);
const repeat = (socket: TLSSocket, bytes: Buffer) => {
  socket.write(settings);
  const timer = setInterval(() => socket.writableLength < 1_000_000 && socket.write(bytes), 1);
  socket.once("close", () => clearInterval(timer));
};
const many = (bytes: Buffer, count = 2_000) => Buffer.concat(Array.from({ length: count }, () => bytes));

describe("HTTP/2", () => {
  it("is a check like any other: method, headers, body, status, version, phases", async () => {
    await using server = await startH2((stream) => {
      stream.respond({ ":status": 201, "x-a": "b", "set-cookie": ["c=1", "d=2"] });
      stream.end("hello");
    });
    const result = await check(`${server.url}/a?b=c`, {
      version: "2",
      method: "POST",
      body: { type: "json", text: "{}" },
      headers: [{ name: "X-B", value: "ü" }],
      expectedStatus: "404",
    });
    expect(server.seen).toMatchObject([
      { headers: { ":method": "POST", ":path": "/a?b=c", "content-type": "application/json", "accept-encoding": "identity" }, body: "{}" },
    ]);
    expect(result).toMatchObject({ outcome: "answered", status: 201 });
    expect(result.evidence.response?.headers).toEqual(
      expect.arrayContaining([
        ["x-a", "b"],
        ["set-cookie", "[redacted]"],
      ]),
    );
    for (const phase of ["connectUs", "tlsUs", "firstByteUs"] as const) expect(result.phases[phase], phase).toBeGreaterThan(0);
  });

  it("follows redirects and reads what came compressed within the same bounds", async () => {
    await using server = await startH2((stream, headers) => {
      if (headers[":path"] === "/") return stream.respond({ ":status": 302, location: "/next" }, { endStream: true });
      stream.respond({ ":status": 500, "content-encoding": "gzip" });
      return stream.end(gzipSync("hello"));
    });
    expect((await check(server.url, { version: "2" })).evidence.response).toMatchObject({ status: 500, body: "hello" });
  });

  it("is not spoken with a server that does not offer it", async () => {
    await using server = await startScriptedServer(200, tlsFixture("good"));
    expect(gist(await check(server.url, { version: "2" }))).toBe("protocol_error");
    expect(server.requests).toHaveLength(0);
  });

  it("reads 1 MB of an endless body and no more", async () => {
    await using server = await startH2((stream) => {
      stream.respond({ ":status": 200 });
      const fill = () => {
        while (!stream.destroyed && stream.write(Buffer.alloc(65_536)));
      };
      stream.on("drain", fill);
      fill();
    });
    expect(gist(await check(server.url, { version: "2" }))).toBe(200);
  });

  it.each([
    [
      "in the middle of the body",
      (stream: ServerHttp2Stream) => (stream.respond({ ":status": 200 }), stream.write("hal", () => stream.session?.destroy())),
    ],
    ["without an answer", (stream: ServerHttp2Stream) => stream.session?.destroy()],
    ["by going away", (stream: ServerHttp2Stream) => stream.session?.goaway(2)],
  ])("is no answer when the server ends it %s", async (_name, script) => {
    await using server = await startH2(script);
    expect(gist(await check(server.url, { version: "2" }))).toMatch(/^(?:connection_closed|protocol_error)$/);
  });

  it("is no answer when the server resets it after its head", async () => {
    const frames = Buffer.concat([settings, frame(1, 4, 1, Buffer.from([0x88])), frame(3, 0, 1, Buffer.from([0, 0, 0, 2]))]);
    await using server = await startRaw((socket) => socket.write(frames));
    expect(gist(await check(server.url, { version: "2" }))).toBe("protocol_error");
  });

  const headerBlock = Buffer.concat([Buffer.from([0x88]), many(Buffer.from([0x00, 0x01, 0x61, 0x01, 0x62]), 3_000)]);
  it.each<[name: string, script: (socket: TLSSocket) => void]>([
    ["pings", (socket) => repeat(socket, many(frame(6, 0, 0, Buffer.alloc(8))))],
    ["settings", (socket) => repeat(socket, many(settings))],
    ["resets", (socket) => repeat(socket, many(frame(3, 0, 1, Buffer.alloc(4))))],
    ["window updates", (socket) => repeat(socket, many(frame(8, 0, 0, Buffer.from([0, 0, 0, 1]))))],
    ["priorities", (socket) => repeat(socket, many(frame(2, 0, 1, Buffer.alloc(5))))],
    ["frames of no known type", (socket) => repeat(socket, many(frame(0xbb, 0, 0, Buffer.alloc(100))))],
    [
      "empty data",
      (socket) => (socket.write(Buffer.concat([settings, frame(1, 4, 1, Buffer.from([0x88]))])), repeat(socket, many(frame(0, 0, 1)))),
    ],
    [
      "continuations",
      (socket) => (socket.write(Buffer.concat([settings, frame(1, 0, 1, Buffer.from([0x88]))])), repeat(socket, many(frame(9, 0, 1)))),
    ],
    [
      "large headers",
      (socket) => (
        socket.write(Buffer.concat([settings, frame(1, 0, 1, headerBlock)])),
        repeat(socket, frame(9, 0, 1, headerBlock.subarray(1)))
      ),
    ],
    [
      "interim responses",
      (socket) => (socket.write(settings), repeat(socket, many(frame(1, 4, 1, Buffer.from([0x08, 0x03, 0x31, 0x30, 0x33]))))),
    ],
    ["pushes", (socket) => repeat(socket, many(frame(5, 4, 1, Buffer.from([0, 0, 0, 2, 0x82]))))],
    ["noise", (socket) => repeat(socket, Buffer.alloc(50_000, 0x61))],
  ])("ends a flood of %s in time and for little", timed, async (_name, script) => {
    await using server = await startRaw(script);
    const startedAtMs = performance.now();
    const before = process.memoryUsage.rss();
    const result = await check(server.url, { version: "2", timeoutMs: 2_000 });
    expect(gist(result)).toMatch(/^(?:protocol_error|connection_closed|headers_too_large)$/);
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
  });
});

describe("TLS of one's own", () => {
  it("shows a client certificate to a server that wants one", async () => {
    const mutual = { ...tlsFixture("good"), ca: testAuthority, requestCert: true, rejectUnauthorized: false };
    await using server = await startScriptedServer((_request, response) => {
      // safe because the server speaks TLS
      const shown = (response.socket as TLSSocket).getPeerCertificate();
      response.writeHead(Object.keys(shown).length === 0 ? 403 : 200).end();
    }, mutual);
    const { cert: certificate, key } = tlsFixture("good");
    expect(gist(await check(server.url, { tls: { certificate, key } }))).toBe(200);
    expect(gist(await check(server.url))).toBe(403);
    expect(gist(await check(server.url, { tls: { certificate, key: "-----BEGIN nothing" } }))).toBe("tls_failed");
  });

  it("trusts the roots of the monitor instead of the usual ones", async () => {
    await using server = await startScriptedServer(200, tlsFixture("good"));
    setDefaultCACertificates([]);
    const byOwn = gist(await check(server.url, { tls: { authorities: testAuthority } }));
    setDefaultCACertificates([testAuthority]);
    expect(byOwn).toBe(200);
    expect(gist(await check(server.url, { tls: { authorities: tlsFixture("expired").cert } }))).toBe("tls_untrusted");
  });

  it("answers to another name, and records instead of fails, where that was asked", async () => {
    await using server = await startScriptedServer(200, tlsFixture("wrong-name"));
    expect(gist(await check(server.url))).toBe("tls_name_mismatch");
    expect(gist(await check(server.url, { tls: { serverName: "wrong-name.test" } }))).toMatch(/^(?:200|tls_name_mismatch)$/);
    expect(await check(server.url, { tls: { verify: false }, expectedStatus: "404" })).toMatchObject({
      status: 200,
      evidence: { tls: { trusted: false } },
    });
  });
});
