import type { SmtpSpec } from "@vedette/core/kinds/smtp";
import { type Conversation, converse } from "./conversation.ts";
import { numberedReply, wantReply } from "./numbered-reply.ts";
import type { ProbeKind } from "./probe-io.ts";
import type { SecureOptions } from "./secure.ts";

/** Greets, secures and signs in as the spec says, and takes leave. */
export const probeSmtp: ProbeKind<SmtpSpec> = async (spec, io) => {
  const { host, port, family, security, user, password } = spec;
  return await converse({ host, port, family, tls: security === "tls" ? spec.tls : null }, io, async (talk) => {
    const { banner, extensions } = await openSmtp(talk, security === "starttls" ? spec.tls : null);
    if (user !== "") await signIn(talk, user, password, extensions);
    talk.send("QUIT\r\n");
    await talk.someOrEnd();
    return { status: null, facts: { values: { "smtp.banner": banner, "smtp.extensions": extensions } } };
  });
};

/** The banner and what the server offers (RFC 5321), after STARTTLS (RFC 3207) when it is asked for. */
export async function openSmtp(talk: Conversation, startTls: SecureOptions | null): Promise<{ banner: string; extensions: string[] }> {
  const greeting = await wantReply(talk, 220, "service_unhealthy", "The mail server does not greet us.");
  const banner = greeting.lines.join(" ");
  const extensions = await hello(talk);
  if (startTls === null) return { banner, extensions };
  if (!extensions.includes("STARTTLS")) talk.fail("tls_failed", "The mail server does not offer STARTTLS.");
  talk.send("STARTTLS\r\n");
  await wantReply(talk, 220, "tls_failed", "The mail server refuses STARTTLS.");
  await talk.upgrade(startTls);
  // What was offered in clear may have been forged, so it is asked for anew.
  return { banner, extensions: await hello(talk) };
}

async function hello(talk: Conversation): Promise<string[]> {
  talk.send("EHLO [127.0.0.1]\r\n");
  const { lines } = await wantReply(talk, 2, "reply_unexpected", "The mail server refuses EHLO.");
  return lines.slice(1).map((line) => line.trim().toUpperCase());
}

async function signIn(talk: Conversation, user: string, password: string, extensions: string[]): Promise<void> {
  const refused = "The mail server refuses the user or the password.";
  const mechanisms = extensions.find((each) => each.startsWith("AUTH"))?.split(/[ =]/) ?? [];
  const plain = `\0${user}\0${password}`;
  talk.hide(password, plain);
  if (mechanisms.includes("PLAIN")) {
    talk.send(`AUTH PLAIN ${base64(plain)}\r\n`, "AUTH PLAIN [hidden]");
  } else if (mechanisms.includes("LOGIN")) {
    talk.send("AUTH LOGIN\r\n");
    await wantReply(talk, 3, "auth_failed", refused);
    talk.send(`${base64(user)}\r\n`);
    await wantReply(talk, 3, "auth_failed", refused);
    talk.send(`${base64(password)}\r\n`, "[hidden]");
  } else {
    talk.fail("auth_failed", "The mail server offers neither AUTH PLAIN nor AUTH LOGIN on this connection.", extensions.join(", "));
  }
  const { code, lines } = await numberedReply(talk);
  if (code !== 235) talk.fail("auth_failed", refused, `${code} ${lines.join(" ")}`);
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
