import type { ProbeFailure } from "@vedette/core/probe-result";
import type { Conversation } from "./conversation.ts";

const maxLines = 100;

/** The text of each line of a reply, without its number. */
export type NumberedReply = { code: number; lines: string[] };

/** One reply of SMTP (RFC 5321 section 4.2) or FTP (RFC 959 section 4.2), of one line or several. */
export async function numberedReply(talk: Conversation): Promise<NumberedReply> {
  const first = await talk.line();
  const [, number = "", dash = "", text = ""] = /^([1-5]\d\d)(?:([ -])(.*))?$/.exec(first) ?? [];
  if (number === "") talk.fail("protocol_error", "The target does not answer with a numbered reply.", first);
  const lines = [text];
  for (let isLast = dash !== "-"; !isLast;) {
    if (lines.length === maxLines) talk.fail("too_large", `The target sent a reply of more than ${maxLines} lines.`);
    const line = await talk.line();
    isLast = line === number || line.startsWith(`${number} `);
    lines.push(line.startsWith(number) ? line.slice(4) : line);
  }
  return { code: Number(number), lines };
}

/** The same; one that does not begin with the digit (or is not the number) of success ends the conversation as `failed`. */
export async function wantReply(talk: Conversation, success: 2 | 3 | 220, failed: ProbeFailure, message: string): Promise<NumberedReply> {
  const reply = await numberedReply(talk);
  if (reply.code === success || Math.floor(reply.code / 100) === success) return reply;
  return talk.fail(failed, message, `${reply.code} ${reply.lines.join(" ")}`);
}
