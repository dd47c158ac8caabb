import { type ClientHttp2Session, type IncomingHttpHeaders, type OutgoingHttpHeaders, connect, constants } from "node:http2";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Deadline } from "./deadline.ts";
import { shown } from "./evidence.ts";
import { type Failure, seconds } from "./failure.ts";
import type { HttpHeader, HttpPayload } from "./request-bytes.ts";
import type { ResponseHead } from "./response-head.ts";
import { type Keep, atHead } from "./response-reader.ts";
import type { Trace } from "./trace.ts";

const maxBodyBytes = 1_048_576;
/** Frames that carry nothing: an honest server sends a handful of each. */
const maxIdleFrames = 50;
/** Everything that is read of one connection: the largest body and head twice over. What exceeds it is a flood. */
const maxBytesRead = 2 * (maxBodyBytes + 65_536);
const lookEveryMs = 100;

const h2 = ["h2"] as const;
/** HTTP/2 has no use for these, and its streams frame themselves (RFC 9113 section 8.2.2). */
const ofConnection = new Set(["host", "connection", "content-length", "transfer-encoding", "upgrade", "keep-alive", "te"]);

/**
 * One request and its response over HTTP/2, on a TLS connection that agreed to it. The same outcomes, bounds and phases as over
 * HTTP/1.1; a server that floods us with frames ends as `protocol_error`.
 */
export class Http2Exchange {
  readonly receive = null;
  readonly protocols = h2;
  readonly #method: string;
  readonly #keepOf: Keep;
  readonly #chunks: Buffer[] = [];
  #keptBytes = 0;
  isCut = false;

  constructor(method: string, keep: Keep) {
    this.#method = method;
    this.#keepOf = keep;
  }

  get body(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Sends the request and waits for the response. Destroys the socket in every case. */
  async run(
    socket: Socket,
    headers: readonly HttpHeader[],
    url: URL,
    payload: HttpPayload | undefined,
    deadline: Deadline,
    trace: Trace,
  ): Promise<ResponseHead | Failure> {
    if (!(socket instanceof TLSSocket) || socket.alpnProtocol !== "h2") {
      socket.destroy();
      return { failed: "protocol_error", message: "The target does not offer HTTP/2." };
    }
    const sentAtMs = performance.now();
    let firstByteAtMs = 0;
    let session: ClientHttp2Session | undefined;
    let watch: NodeJS.Timeout | undefined;
    const outcome = await new Promise<ResponseHead | Failure>((settle) => {
      const late = () => (firstByteAtMs === 0 ? "No answer" : "The answer was not complete");
      deadline.wait(() => settle({ failed: "response_timeout", message: `${late()} within ${seconds(deadline.timeoutMs)}.` }));
      session = openSession(socket, url, settle);
      watch = setInterval(() => socket.bytesRead > maxBytesRead && settle(flooded), lookEveryMs);
      const stream = session.request(requestHeaders(this.#method, headers, url, payload), { endStream: payload === undefined });
      let head: ResponseHead | null = null;
      let bodyBytes = 0;
      let limit = 0;
      stream.on("response", (received) => {
        firstByteAtMs = performance.now();
        head = { version: "2", status: received[":status"] ?? 0, headers: pairsOf(received) };
        limit = this.#keepOf(head);
        if (head.status < 200) settle(broken("The target switched protocols without being asked."));
        else if (limit === atHead || this.#method === "HEAD") settle(head);
      });
      stream.on("data", (bytes: Buffer) => {
        bodyBytes += bytes.length;
        this.#keepUpTo(limit, bytes);
        if (bodyBytes < maxBodyBytes || head === null) return;
        this.isCut = true;
        settle(head);
      });
      // Node ends a broken stream like a whole one; its code alone tells them apart.
      stream.once("end", () => head !== null && stream.rstCode === constants.NGHTTP2_NO_ERROR && settle(head));
      stream.once("error", (error: NodeJS.ErrnoException) => settle(failureOf(error)));
      stream.once("close", () => settle(closed));
      if (payload !== undefined) stream.end(payload.bytes);
    });
    clearInterval(watch);
    session?.destroy();
    socket.destroy();
    const endedAtMs = performance.now();
    trace.add("firstByteUs", sentAtMs, firstByteAtMs === 0 ? endedAtMs : firstByteAtMs);
    if (firstByteAtMs !== 0) trace.add("transferUs", firstByteAtMs, endedAtMs);
    return outcome;
  }

  #keepUpTo(limit: number, bytes: Buffer): void {
    const room = limit - this.#keptBytes;
    if (bytes.length > room) this.isCut = true;
    if (room <= 0) return;
    this.#chunks.push(bytes.subarray(0, room));
    this.#keptBytes += Math.min(room, bytes.length);
  }
}

function openSession(socket: Socket, url: URL, settle: (failure: Failure) => void): ClientHttp2Session {
  const session = connect(url.origin, {
    createConnection: () => socket,
    settings: { enablePush: false, maxHeaderListSize: 65_536 },
    // Of everything that waits in both directions, in megabytes.
    maxSessionMemory: 2,
    maxReservedRemoteStreams: 0,
  });
  let idleFrames = 0;
  const count = () => ++idleFrames > maxIdleFrames && settle(flooded);
  session.on("ping", count);
  session.on("remoteSettings", count);
  session.once(
    "goaway",
    (code: number) => code !== constants.NGHTTP2_NO_ERROR && settle(broken("The target ended the HTTP/2 connection.", String(code))),
  );
  session.once("error", (error: NodeJS.ErrnoException) => settle(failureOf(error)));
  session.once("close", () => settle(closed));
  return session;
}

function requestHeaders(method: string, headers: readonly HttpHeader[], url: URL, payload: HttpPayload | undefined): OutgoingHttpHeaders {
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1] ?? url.host;
  const sent: Record<string, string | string[]> = {
    ":method": method,
    ":scheme": "https",
    ":authority": host,
    ":path": url.pathname + url.search,
  };
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const bytes = Buffer.from(value).toString("latin1");
    if (!ofConnection.has(key)) sent[key] = sent[key] === undefined ? bytes : [sent[key], bytes].flat();
  }
  if (payload !== undefined) sent["content-length"] = String(payload.bytes.length);
  return sent;
}

function pairsOf(headers: IncomingHttpHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(":") || value === undefined ? [] : [value].flat().map((each): [string, string] => [name, each]),
  );
}

const closed: Failure = { failed: "connection_closed", message: "The connection was closed before the answer was complete." };
const flooded: Failure = { failed: "protocol_error", message: "The target floods the connection with HTTP/2 frames." };

function broken(message: string, detail?: string): Failure {
  return { failed: "protocol_error", message, ...(detail !== undefined && { detail: shown(detail) }) };
}

function failureOf(error: NodeJS.ErrnoException): Failure {
  return error.code === "ECONNRESET" || error.code === "EPIPE" ? closed : broken("The answer breaks the rules of HTTP/2.", error.message);
}
