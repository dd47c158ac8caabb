import type { ImapSpec } from "@vedette/core/kinds/imap";
import { type Conversation, converse } from "./conversation.ts";
import type { ProbeKind } from "./probe-io.ts";
import type { SecureOptions } from "./secure.ts";

const maxLines = 100;

/** Greets, secures and signs in as the spec says, and takes leave. */
export const probeImap: ProbeKind<ImapSpec> = async (spec, io) => {
  const { host, port, family, security, user, password } = spec;
  return await converse({ host, port, family, tls: security === "tls" ? spec.tls : null }, io, async (talk) => {
    const { banner, capabilities } = await openImap(talk, security === "starttls" ? spec.tls : null);
    if (user !== "") await signIn(talk, user, password);
    talk.send("z LOGOUT\r\n");
    await talk.someOrEnd();
    return { status: null, facts: { values: { "imap.banner": banner, "imap.capabilities": capabilities } } };
  });
};

/** The greeting and the capabilities (RFC 9051), after STARTTLS when it is asked for. */
export async function openImap(talk: Conversation, startTls: SecureOptions | null): Promise<{ banner: string; capabilities: string[] }> {
  const greeting = await talk.line();
  const [, condition, banner = ""] = /^\* (OK|PREAUTH|BYE)\b ?(.*)$/i.exec(greeting) ?? [];
  if (condition === undefined) talk.fail("protocol_error", "The target does not greet as an IMAP server does.", greeting);
  if (condition.toUpperCase() === "BYE") talk.fail("service_unhealthy", "The mailbox server turns us away.", banner);
  if (startTls !== null) {
    const { status, text } = await command(talk, "s", "STARTTLS");
    if (status !== "OK") talk.fail("tls_failed", "The mailbox server refuses STARTTLS.", text);
    await talk.upgrade(startTls);
  }
  const { status, text, untagged } = await command(talk, "c", "CAPABILITY");
  if (status !== "OK") talk.fail("reply_unexpected", "The mailbox server does not tell its capabilities.", text);
  const line = untagged.find((each) => /^\* CAPABILITY /i.test(each)) ?? "";
  return { banner, capabilities: line.toUpperCase().split(" ").slice(2) };
}

async function signIn(talk: Conversation, user: string, password: string): Promise<void> {
  const token = Buffer.from(`\0${user}\0${password}`).toString("base64");
  talk.hide(password, quoted(password), `\0${user}\0${password}`);
  // A quoted string is ASCII; whatever is not travels as SASL PLAIN (RFC 4616), which is UTF-8.
  // eslint-disable-next-line no-control-regex -- ASCII is what is asked for
  const isAscii = /^[\u0000-\u007f]*$/.test(user + password);
  const { status, text } = isAscii
    ? await command(talk, "l", `LOGIN ${quoted(user)} ${quoted(password)}`, `LOGIN ${quoted(user)} [hidden]`)
    : await command(talk, "l", "AUTHENTICATE PLAIN", undefined, token);
  if (status !== "OK") talk.fail("auth_failed", "The mailbox server refuses the user or the password.", text);
}

type Response = { status: string; text: string; untagged: string[] };

/** Sends a command and reads up to its tagged response; `more` is sent once the server asks for it. */
async function command(talk: Conversation, tag: string, text: string, as = text, more?: string): Promise<Response> {
  talk.send(`${tag} ${text}\r\n`, `${tag} ${as}`);
  const untagged: string[] = [];
  for (let count = 0; count < maxLines; count++) {
    const line = await talk.line(8_192);
    const [, status, rest = ""] = new RegExp(`^${tag} (OK|NO|BAD)\\b ?(.*)$`, "i").exec(line) ?? [];
    if (status !== undefined) return { status: status.toUpperCase(), text: rest, untagged };
    if (line.startsWith("* ")) untagged.push(line);
    else if (line.startsWith("+") && more !== undefined) talk.send(`${more}\r\n`, "[hidden]");
    else talk.fail("protocol_error", "The target does not answer as an IMAP server does.", line);
  }
  return talk.fail("too_large", `The target sent more than ${maxLines} lines in answer to one command.`);
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
