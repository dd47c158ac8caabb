import type { ProbeFailure } from "@vedette/core/probe-result";
import type { X509Certificate } from "node:crypto";
import { type Socket, isIP } from "node:net";
import { type SecureContext, type SecureVersion, type TLSSocket, connect, createSecureContext } from "node:tls";
import type { Deadline } from "./deadline.ts";
import { type Failure, seconds } from "./failure.ts";
import { endOf } from "./tls-facts.ts";
import type { Trace } from "./trace.ts";

/** How TLS is spoken, where it is not as a browser would: own roots, a client certificate, another name, no verification, other protocols. */
export type SecureOptions = {
  verify?: boolean;
  serverName?: string;
  authorities?: string;
  certificate?: string;
  key?: string;
  protocols?: readonly string[];
  minVersion?: SecureVersion;
};

/** The post-quantum key share alone would double the size of every first packet, and the CPU of the handshake. */
const groups = "X25519:P-256:P-384";
let usual: SecureContext | undefined;

/**
 * A TLS connection over `socket`, which it then owns; verified unless `options.verify` is false. The certificate is left in `trace`, also
 * of a target that fails verification. No session is ever reused, so each probe makes a whole handshake.
 */
export function secure(
  socket: Socket,
  host: string,
  deadline: Deadline,
  trace: Trace,
  options: SecureOptions = {},
): Promise<TLSSocket | Failure> {
  const context = contextOf(options);
  if ("failed" in context) {
    socket.destroy();
    return Promise.resolve(context);
  }
  const name = options.serverName === undefined || options.serverName === "" ? host : options.serverName;
  return new Promise((settle) => {
    let certificate: X509Certificate | undefined;
    // Kept, because Node takes it out of the chain: a second call would answer with the issuer, or nothing.
    const peerCertificate = () => (certificate ??= secured.getPeerX509Certificate());
    // Verification is ours (`trustFailure`) so that the certificate of a failure can be shown; nothing is sent before it passed.
    const secured: TLSSocket = connect({
      socket,
      host: name,
      servername: isIP(name) === 0 ? name : "",
      secureContext: context,
      ...(options.protocols !== undefined && { ALPNProtocols: [...options.protocols] }),
      rejectUnauthorized: false,
      checkServerIdentity: () => (isFor(peerCertificate(), name) ? undefined : notForName),
    });
    // Node makes objects of the whole chain for `checkServerIdentity`: a sixth of the CPU of an HTTPS check, and nobody reads them.
    Object.defineProperty(secured, "getPeerCertificate", { value: () => ({}), configurable: true });
    const fail = (failure: Failure) => {
      secured.destroy();
      socket.destroy();
      settle(failure);
    };
    deadline.wait(() =>
      fail({ failed: "tls_timeout", message: `The TLS handshake did not finish within ${seconds(deadline.timeoutMs)}.` }),
    );
    secured.on("error", (error: NodeJS.ErrnoException) => {
      const detail = error.code ?? error.message.slice(0, 200);
      const message = /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/.test(detail)
        ? "The target does not speak a version of TLS that is new enough."
        : "The TLS handshake failed.";
      if (detail.endsWith("NO_APPLICATION_PROTOCOL"))
        fail({ failed: "protocol_error", message: `The target does not speak ${options.protocols?.join(" or ")} over TLS.`, detail });
      else fail({ failed: "tls_failed", message, detail });
    });
    secured.once("secureConnect", () => {
      Reflect.deleteProperty(secured, "getPeerCertificate");
      trace.certificate = peerCertificate() ?? null;
      if (trace.wantsDetail || !secured.authorized) noteDetail(secured, trace);
      if (secured.authorized || options.verify === false) settle(secured);
      else fail(trustFailure(secured.authorizationError, name, trace));
    });
  });
}

const notForName = Object.assign(new Error("The certificate is for another name."), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });

/** RFC 6125, by OpenSSL: the subject's common name counts only where the certificate lists no names. */
function isFor(certificate: X509Certificate | undefined, name: string): boolean {
  if (isIP(name) !== 0) return certificate?.checkIP(name) !== undefined;
  return certificate?.checkHost(name.replace(/\.$/, "")) !== undefined;
}

function contextOf({ authorities = "", certificate = "", key = "", minVersion }: SecureOptions): SecureContext | Failure {
  if (authorities === "" && certificate === "" && minVersion === undefined) return (usual ??= createSecureContext({ ecdhCurve: groups }));
  try {
    return createSecureContext({
      ecdhCurve: groups,
      ...(minVersion !== undefined && { minVersion }),
      ...(authorities !== "" && { ca: authorities }),
      ...(certificate !== "" && { cert: certificate, key }),
    });
  } catch (error) {
    // What OpenSSL says of a key names its format, never its content.
    const detail = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    return { failed: "tls_failed", message: "The client certificate, its key or the trust roots of this monitor cannot be read.", detail };
  }
}

function noteDetail(secured: TLSSocket, trace: Trace): void {
  trace.tls = { protocol: secured.getProtocol() ?? "", cipher: secured.getCipher().name, trusted: secured.authorized };
  trace.chain = [];
  for (
    let issuer = trace.certificate?.issuerCertificate;
    issuer !== undefined && trace.chain.length < 8;
    issuer = issuer.issuerCertificate
  ) {
    if (issuer.fingerprint256 === trace.chain.at(-1)?.fingerprint256) break;
    trace.chain.push(issuer);
  }
}

function trustFailure(error: Error | string | null, host: string, trace: Trace): Failure {
  const detail = codeOf(error);
  const failure = (failed: ProbeFailure, message: string): Failure => ({ failed, message, detail });
  if (detail === "CERT_HAS_EXPIRED") {
    const endMs = trace.certificate === null ? null : endOf(trace.certificate);
    return failure(
      "tls_expired",
      endMs === null
        ? "The certificate has expired."
        : `A certificate of the chain has expired; the server's own is valid to ${new Date(endMs).toISOString().slice(0, 10)}.`,
    );
  }
  if (detail.startsWith("ERR_TLS_CERT_ALTNAME")) return failure("tls_name_mismatch", `The certificate is not for ${host}.`);
  return failure("tls_untrusted", `The certificate is not trusted (${detail}).`);
}

function codeOf(error: Error | string | null): string {
  if (error === null) return "UNVERIFIED";
  if (typeof error === "string") return error;
  return "code" in error && typeof error.code === "string" ? error.code : error.message.slice(0, 200);
}
