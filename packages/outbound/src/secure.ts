import type { ProbeFailure } from "@vedette/core/probe-result";
import { type Socket, isIP } from "node:net";
import { type SecureContext, type TLSSocket, connect, createSecureContext } from "node:tls";
import type { Deadline } from "./deadline.ts";
import { type Failure, seconds } from "./failure.ts";
import type { Trace } from "./trace.ts";

let context: SecureContext | undefined;

/**
 * A verified TLS connection over `socket`, which it then owns. The certificate is left in `trace`, also of a target that fails
 * verification. No session is ever reused, so each probe makes a whole handshake.
 */
export function secure(socket: Socket, host: string, deadline: Deadline, trace: Trace): Promise<TLSSocket | Failure> {
  context ??= createSecureContext();
  return new Promise((settle) => {
    // Verification is ours (`trustFailure`) so that the certificate of a failure can be shown; nothing is sent before it passed.
    const secured = connect({
      socket,
      host,
      servername: isIP(host) === 0 ? host : "",
      secureContext: context,
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: false,
    });
    const fail = (failure: Failure) => {
      secured.destroy();
      socket.destroy();
      settle(failure);
    };
    deadline.wait(() =>
      fail({ failed: "tls_timeout", message: `The TLS handshake did not finish within ${seconds(deadline.timeoutMs)}.` }),
    );
    secured.on("error", (error: NodeJS.ErrnoException) => {
      fail({ failed: "tls_failed", message: "The TLS handshake failed.", detail: error.code ?? error.message.slice(0, 200) });
    });
    secured.once("secureConnect", () => {
      trace.certificate = secured.getPeerX509Certificate() ?? null;
      if (secured.authorized) settle(secured);
      else fail(trustFailure(secured.authorizationError, host, trace));
    });
  });
}

function trustFailure(error: Error | string | null, host: string, trace: Trace): Failure {
  const detail = codeOf(error);
  const failure = (failed: ProbeFailure, message: string): Failure => ({ failed, message, detail });
  if (detail === "CERT_HAS_EXPIRED") {
    const validTo = trace.certificate?.validToDate.toISOString().slice(0, 10);
    return failure(
      "tls_expired",
      validTo === undefined
        ? "The certificate has expired."
        : `A certificate of the chain has expired; the server's own is valid to ${validTo}.`,
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
