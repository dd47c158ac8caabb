import type { OutboundMessage, Receipt } from "@vedette/core/alert";
import { type NodemailerError, createTransport } from "nodemailer";
import { alertText, oneLine } from "./alert-text.ts";
import type { SmtpSettings } from "./outbound-deps.ts";

const timeoutMs = 30_000;

/**
 * One mail to all of `to` over the operator's server. Repeating it sends the same Message-ID. Delivered means that the server took
 * it for at least one recipient; the receipt names the others. Permanent: every recipient, or the content itself, was refused.
 */
export async function sendEmail(
  to: readonly string[],
  message: OutboundMessage,
  smtp: SmtpSettings | null,
  signal: AbortSignal,
): Promise<Receipt> {
  if (smtp === null) {
    return {
      ok: false,
      permanent: false,
      code: null,
      detail: "No mail server is configured. Set SMTP_URL, such as smtps://user:password@mail.example.com, and start again.",
    };
  }
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    ...(smtp.user !== null && { auth: { user: smtp.user, pass: smtp.pass ?? "" } }),
    // Credentials never travel in the clear to a server elsewhere; a relay on this machine rarely has a certificate to verify.
    requireTLS: smtp.user !== null && !smtp.secure && !isThisMachine(smtp.host),
    ignoreTLS: isThisMachine(smtp.host),
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
  const { subject, text, html } =
    message.type === "system.mail" ? { subject: oneLine(message.subject), text: message.text, html: undefined } : alertText(message);
  try {
    const info = await transport.sendMail({
      from: smtp.from,
      to: to.map((address) => ({ name: "", address })),
      subject,
      text,
      ...(html !== undefined && { html }),
      messageId: `<${message.id.replaceAll(/[^\w.-]/g, "_")}@vedette>`,
      headers: { "Auto-Submitted": "auto-generated" },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const refused = info.rejected.length === 0 ? "" : ` Refused: ${info.rejected.join(", ")}`;
    return { ok: true, code: replyCode(info.response), detail: bounded(info.response + refused) };
  } catch (error) {
    return failureOf(error, signal);
  }
}

function failureOf(error: unknown, signal: AbortSignal): Receipt {
  if (signal.aborted) return { ok: false, permanent: false, code: null, detail: "Stopped because Vedette was shutting down." };
  if (!(error instanceof Error)) throw error;
  const smtpError: NodemailerError = error;
  // A refused sender, greeting or sign-in is the operator's to mend; only recipients and content are beyond repair.
  const permanent = smtpError.permanent === true && (smtpError.command === "RCPT TO" || smtpError.command === "DATA");
  const detail =
    smtpError.code === "EABORT"
      ? `The mail server did not finish within ${timeoutMs / 1_000} s.`
      : (smtpError.response ?? ownWords(smtpError));
  return { ok: false, permanent, code: smtpError.responseCode ?? null, detail: bounded(detail) };
}

/** Errors of our own connection name the operator's host and address, which are none of a team's business. */
function ownWords({ code = "", message }: NodemailerError): string {
  return /^(?:E(?:SOCKET|CONNECTION|DNS|TIMEDOUT|TLS|CONNRE(?:FUSED|SET))|ENOTFOUND)$/.test(code)
    ? `The mail server of this instance cannot be reached (${code}). Whoever runs it can check SMTP_URL.`
    : message;
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function replyCode(response: string): number | null {
  const code = Number(response.slice(0, 3));
  return Number.isInteger(code) && code >= 200 ? code : null;
}

function bounded(text: string): string {
  return oneLine(text).slice(0, 500);
}
