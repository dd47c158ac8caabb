import type { AlertMessage, Receipt, SystemMail } from "@vedette/core/alert";
import { alertPhrases } from "@vedette/core/alert-phrases";
import { oneLine } from "@vedette/core/alert-words";
import type { SendContext } from "@vedette/core/send-context";
import { createHash } from "node:crypto";
import { type NodemailerError, createTransport } from "nodemailer";
import { alertText, escapeHtml } from "../alert-text.ts";
import type { SmtpSettings } from "../outbound-deps.ts";
import { bounded } from "../read-answer.ts";

const timeoutMs = 30_000;

type Mail = { to: readonly string[]; messageId: string; subject: string; text: string; html?: string; headers?: Record<string, string> };

/**
 * An alert to all of `to` over the operator's server, within 30 s. Where recipients can leave, each gets a mail of their own, which says how
 * (RFC 8058); else all get one. Repeating it sends the same Message-IDs. Delivered means that the server took it for at least one recipient;
 * the receipt names the others. Permanent: every recipient, or the content itself, was refused.
 */
export async function sendEmail(
  { to }: { to: readonly string[] },
  message: AlertMessage,
  { voice, leaveUrlOf }: SendContext,
  smtp: SmtpSettings | null,
  signal: AbortSignal,
): Promise<Receipt> {
  if (smtp === null) return noServer;
  const { subject, text, html } = alertText(message, voice);
  if (leaveUrlOf === undefined) return await sendAll([{ to, messageId: idOf(message.id), subject, text, html }], smtp, signal);
  const leave = alertPhrases[voice.language].leave;
  const mails = to.map((recipient) => {
    const url = leaveUrlOf(recipient);
    const id = to.length === 1 ? message.id : `${message.id}.${createHash("sha256").update(recipient).digest("hex").slice(0, 16)}`;
    return {
      to: [recipient],
      messageId: idOf(id),
      subject,
      text: `${text}\n--\n${leave}: ${url}\n`,
      html: `${html}<p><small><a href="${escapeHtml(url)}">${escapeHtml(leave)}</a></small></p>`,
      headers: { "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
    };
  });
  return await sendAll(mails, smtp, signal);
}

/** A mail of the platform itself to its one recipient, as plain text. */
export async function sendSystemMail(
  { id, to, subject, text }: SystemMail,
  smtp: SmtpSettings | null,
  signal: AbortSignal,
): Promise<Receipt> {
  if (smtp === null) return noServer;
  return await sendAll([{ to: [to], messageId: idOf(id), subject: oneLine(subject), text }], smtp, signal);
}

const noServer: Receipt = {
  ok: false,
  permanent: false,
  code: null,
  detail: "No mail server is configured. Set SMTP_URL, such as smtps://user:password@mail.example.com, and start again.",
};

function idOf(id: string): string {
  return `<${id.replaceAll(/[^\w.-]/g, "_")}@vedette>`;
}

async function sendAll(mails: readonly Mail[], smtp: SmtpSettings, signal: AbortSignal): Promise<Receipt> {
  const transport = transportTo(smtp);
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let taken: Receipt | null = null;
  const left: { to: readonly string[]; receipt: Receipt }[] = [];
  for (const mail of mails) {
    const receipt = await sendOne(transport, smtp.from, mail, inTime, signal);
    if (receipt.ok) taken ??= receipt;
    // Nothing was said about this recipient: all is repeated, under the same Message-IDs.
    else if (receipt.code === null) return receipt;
    else left.push({ to: mail.to, receipt });
  }
  if (taken === null) return left.find(({ receipt }) => !receipt.ok && !receipt.permanent)?.receipt ?? left[0]?.receipt ?? noServer;
  return left.length === 0 ? taken : { ...taken, detail: bounded(`${taken.detail} Refused: ${left.flatMap(({ to }) => to).join(", ")}`) };
}

function transportTo(smtp: SmtpSettings) {
  return createTransport({
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
}

async function sendOne(
  transport: ReturnType<typeof transportTo>,
  from: string,
  { to, headers, ...mail }: Mail,
  inTime: AbortSignal,
  signal: AbortSignal,
): Promise<Receipt> {
  try {
    const info = await transport.sendMail({
      from,
      to: to.map((address) => ({ name: "", address })),
      ...mail,
      headers: { "Auto-Submitted": "auto-generated", ...headers },
      signal: inTime,
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
