import type { GrpcSpec } from "@vedette/core/kinds/grpc";
import { hostPort } from "@vedette/core/kinds/tcp";
import {
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
  connect,
} from "node:http2";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Deadline } from "./deadline.ts";
import { dial } from "./dial.ts";
import { shown } from "./evidence.ts";
import { type Failure, seconds } from "./failure.ts";
import { withSecrets, withoutSecrets } from "./fill-secrets.ts";
import { grpcStatus, healthOf, healthRequest } from "./grpc-health.ts";
import type { ProbeKind } from "./probe-io.ts";
import type { Trace } from "./trace.ts";

/** A health answer has 7 bytes. */
const maxAnswerBytes = 4_096;
const path = "/grpc.health.v1.Health/Check";

/** One `grpc.health.v1.Health/Check` over HTTP/2: with TLS by ALPN, without it by prior knowledge. */
export const probeGrpc: ProbeKind<GrpcSpec> = async (spec, { deps, deadline, trace }) => {
  const { host, port, family, security, secrets } = spec;
  trace.tell = () => ({ request: { method: "POST", url: `${security === "tls" ? "https" : "http"}://${hostPort(host, port)}${path}` } });
  const tls = security === "tls" ? { ...spec.tls, protocols: ["h2"] } : null;
  const socket = await dial({ host, port, family, tls }, deps, deadline, trace, null);
  if ("failed" in socket) return socket;
  if (socket instanceof TLSSocket && socket.alpnProtocol !== "h2") {
    socket.destroy();
    return { failed: "protocol_error", message: "The server does not speak HTTP/2, which gRPC needs." };
  }
  const call = await unary(socket, spec, deadline, trace);
  if ("failed" in call) return call;
  const said = withoutSecrets(decoded(call.headers["grpc-message"]), secrets);
  const outcome = healthIn(call, spec.service);
  if (typeof outcome === "object") return said === "" ? outcome : { ...outcome, detail: shown(said) };
  return { status: null, facts: { values: { "grpc.status": "OK", "grpc.health": outcome }, headers: pairsOf(call.headers) } };
};

/** `headers`: those of the response and, over them, the trailers. */
type Call = { headers: IncomingHttpHeaders & IncomingHttpStatusHeader; body: Buffer };

/** One request and its answer. The socket is destroyed in every case. */
async function unary(socket: Socket, spec: GrpcSpec, deadline: Deadline, trace: Trace): Promise<Call | Failure> {
  const sentAtMs = performance.now();
  let firstByteAtMs = 0;
  let session: ClientHttp2Session | undefined;
  const outcome = await new Promise<Call | Failure>((settle) => {
    deadline.wait(() => settle({ failed: "response_timeout", message: `No answer within ${seconds(deadline.timeoutMs)}.` }));
    const broken = (error: NodeJS.ErrnoException) =>
      settle(
        error.code === "ECONNRESET" || error.code === "EPIPE"
          ? closed
          : { failed: "protocol_error", message: "The exchange broke the rules of HTTP/2.", detail: shown(error.message) },
      );
    session = connect("http://target", { createConnection: () => socket, settings: { enablePush: false }, maxSessionMemory: 1 });
    session.once("error", broken);
    session.once("close", () => settle(closed));
    const stream = session.request(requestHeaders(spec, deadline));
    const call: Call = { headers: {}, body: Buffer.alloc(0) };
    const take = (headers: IncomingHttpHeaders) => {
      firstByteAtMs ||= performance.now();
      call.headers = { ...call.headers, ...headers };
    };
    stream.on("response", take);
    stream.on("trailers", take);
    stream.on("data", (chunk: Buffer) => {
      call.body = Buffer.concat([call.body, chunk]);
      if (call.body.length > maxAnswerBytes) settle({ failed: "too_large", message: `The answer is larger than ${maxAnswerBytes} bytes.` });
    });
    stream.once("error", broken);
    stream.once("end", () => settle(call));
    stream.end(healthRequest(spec.service));
  });
  session?.destroy();
  socket.destroy();
  if (firstByteAtMs !== 0) {
    trace.add("firstByteUs", sentAtMs, firstByteAtMs);
    trace.add("transferUs", firstByteAtMs, performance.now());
  }
  return outcome;
}

const closed: Failure = { failed: "connection_closed", message: "The server closed the connection before its answer was complete." };

function requestHeaders(spec: GrpcSpec, deadline: Deadline): OutgoingHttpHeaders {
  const leftMs = Math.max(1, deadline.timeoutMs - Math.round(deadline.elapsedUs() / 1_000));
  const metadata: OutgoingHttpHeaders = {};
  for (const { name, value } of spec.metadata) metadata[name.toLowerCase()] = withSecrets(value, spec.secrets);
  return {
    ...metadata,
    ":method": "POST",
    ":scheme": spec.security === "tls" ? "https" : "http",
    ":authority": spec.authority === "" ? hostPort(spec.host, spec.port) : spec.authority,
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
    "grpc-timeout": `${leftMs}m`,
    "user-agent": metadata["user-agent"] ?? "Vedette/0.1 (+monitoring)",
  };
}

/** `SERVING`, or what the answer means instead. */
function healthIn({ headers, body }: Call, service: string): "SERVING" | Failure {
  const name = service === "" ? "the server" : service;
  const http = headers[":status"];
  const status = grpcStatus(headers["grpc-status"]);
  if (http === 401 || http === 403) return { failed: "auth_failed", message: `The server refused the request with HTTP status ${http}.` };
  if (status === null) {
    const isGrpc = http === 200 && headers["content-type"]?.startsWith("application/grpc") === true;
    return isGrpc
      ? { failed: "connection_closed", message: "The answer ended without a gRPC status." }
      : { failed: "protocol_error", message: `The answer is not gRPC: HTTP status ${http}.` };
  }
  if (status !== "OK") return refusal(status, name);
  const health = healthOf(body);
  if (health === null) return { failed: "decode_failed", message: "The answer is not a HealthCheckResponse." };
  return health === "SERVING" ? health : { failed: "service_unhealthy", message: `The health of ${name} is ${health}.` };
}

function refusal(status: string, name: string): Failure {
  if (status === "UNIMPLEMENTED")
    return { failed: "query_failed", message: "The server has no health service: grpc.health.v1 is UNIMPLEMENTED." };
  if (status === "NOT_FOUND") return { failed: "query_failed", message: `The health service does not know ${name}: NOT_FOUND.` };
  if (status === "UNAUTHENTICATED" || status === "PERMISSION_DENIED")
    return { failed: "auth_failed", message: `The server refused the request: ${status}.` };
  if (status === "UNAVAILABLE") return { failed: "service_unhealthy", message: "The server says that it is UNAVAILABLE." };
  return { failed: "query_failed", message: `The health check ended with ${status}.` };
}

/** `grpc-message` is percent-encoded; what cannot be decoded is shown as it came. */
function decoded(message: unknown): string {
  const text = typeof message === "string" ? message : "";
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function pairsOf(headers: IncomingHttpHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) => (value === undefined || name.startsWith(":") ? [] : [[name, String(value)]]));
}
