import { SMTPServer } from "smtp-server";
import { listenOnLoopback } from "./listen-on-loopback.ts";

export type SunkMail = { from: string; to: string[]; headers: Map<string, string>; raw: string };

export type SmtpSink = AsyncDisposable & {
  port: number;
  /** Oldest first. */
  mails: SunkMail[];
  /** Resolves once at least `count` mails have come. */
  waitFor: (count: number) => Promise<SunkMail[]>;
};

/** A mail server on a free port of 127.0.0.1 that keeps every mail. Recipients in `refuse` get 550, those in `defer` 451. */
export async function startSmtpSink(options: { refuse?: string[]; defer?: string[]; refuseContent?: boolean } = {}): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  const waiting: { count: number; resolve: (mails: SunkMail[]) => void }[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      if (options.refuse?.includes(address) === true) done(replyError(550, "No such user here"));
      else if (options.defer?.includes(address) === true) done(replyError(451, "Try again later"));
      else done();
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (options.refuseContent === true) return done(replyError(554, "Content rejected"));
        const raw = Buffer.concat(chunks).toString();
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), headers: headersOf(raw), raw });
        for (const waiter of waiting) if (mails.length >= waiter.count) waiter.resolve(mails);
        done();
      });
    },
  });
  smtp.on("error", () => {});
  const port = await listenOnLoopback(smtp.server);
  return {
    port,
    mails,
    waitFor: (count) => new Promise((resolve) => (mails.length >= count ? resolve(mails) : waiting.push({ count, resolve }))),
    [Symbol.asyncDispose]: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
}

function replyError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** Header fields by lower-case name, unfolded (RFC 5322 section 2.2.3). */
function headersOf(raw: string): Map<string, string> {
  const head = (raw.split("\r\n\r\n", 1)[0] ?? "").replaceAll(/\r\n[ \t]+/g, " ");
  return new Map(
    head.split("\r\n").map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
}
