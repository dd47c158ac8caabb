import type { ProbeFailure } from "@vedette/core/probe-result";
import type { Socket } from "node:net";
import { type DialTarget, dial } from "./dial.ts";
import { shown } from "./evidence.ts";
import { type Failure, seconds } from "./failure.ts";
import { printable } from "./printable.ts";
import type { Answer, ProbeIo } from "./probe-io.ts";
import { type SecureOptions, secure } from "./secure.ts";

/** What a peer may send that nobody has read yet. */
const maxUnreadBytes = 262_144;
const maxTurns = 40;
const farewellMs = 250;

/** How a conversation ends early: carried by `throw` inside one script, and a value for everybody else. */
class Ended extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Dials, talks by `script` and hangs up, whatever happens. Inside the script every read either gives what was asked for or ends the
 * conversation: at the deadline, when the peer hangs up, or when it sends more than it should.
 */
export async function converse(
  target: DialTarget,
  io: ProbeIo,
  script: (talk: Conversation) => Promise<Answer>,
): Promise<Answer | Failure> {
  const socket = await dial(target, io.deps, io.deadline, io.trace, null);
  if ("failed" in socket) return socket;
  const talk = new Conversation(socket, target.host, io);
  try {
    return await script(talk);
  } catch (error) {
    if (error instanceof Ended) return error.failure;
    throw error;
  } finally {
    talk.hangUp();
  }
}

type Turn = { from: "us" | "them"; text: string };

export class Conversation {
  #socket: Socket;
  readonly #host: string;
  readonly #io: ProbeIo;
  readonly #turns: Turn[] = [];
  #unread: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  #failure: Failure | null = null;
  #wake: (() => void) | null = null;
  #hidden: string[] = [];
  readonly #startedAtMs = performance.now();
  #firstByteAtMs = 0;
  #leftAtMs = 0;

  constructor(socket: Socket, host: string, io: ProbeIo) {
    this.#socket = socket;
    this.#host = host;
    this.#io = io;
    const before = io.trace.tell;
    io.trace.tell = (hide) => ({ ...before?.(hide), ...(this.#turns.length > 0 && { transcript: this.#turns }) });
    this.#listen();
  }

  /** Keeps a secret out of the evidence from now on, as it is and in base64, also where the peer repeats it. */
  hide(...secrets: readonly string[]): void {
    const known = secrets.filter((secret) => secret !== "");
    this.#hidden.push(...known, ...known.map((secret) => Buffer.from(secret).toString("base64").replace(/=+$/, "")));
  }

  /** Sends bytes. `as` is what the evidence shows instead, for what must not be shown or cannot be read. */
  send(data: string | Uint8Array, as?: string): void {
    this.note("us", as ?? (typeof data === "string" ? data : Buffer.from(data).toString("latin1")));
    if (this.#failure === null) this.#socket.write(data);
  }

  /** One line without its end (LF or CRLF), decoded as UTF-8. A longer one than `maxBytes` ends the conversation. */
  async line(maxBytes = 4_096): Promise<string> {
    const bytes = await this.#take((unread) => {
      const end = unread.indexOf(10);
      if (end < 0 && unread.length > maxBytes) this.fail("too_large", `The target sent a line longer than ${maxBytes} bytes.`);
      return end + 1;
    });
    const text = bytes.toString("utf8", 0, bytes.length - 1).replace(/\r$/, "");
    this.note("them", text);
    return text;
  }

  /** Exactly `size` bytes, which are not noted. The caller bounds `size`. */
  async bytes(size: number): Promise<Buffer> {
    if (size > maxUnreadBytes) this.fail("too_large", `The target announced ${size} bytes; at most ${maxUnreadBytes} are read.`);
    return size === 0 ? Buffer.alloc(0) : await this.#take((unread) => (unread.length >= size ? size : 0));
  }

  /** Whatever has come, at least one byte. */
  async some(): Promise<Buffer> {
    const bytes = await this.#take((unread) => unread.length);
    this.note("them", bytes.toString());
    return bytes;
  }

  /** The same, or null once the peer has hung up. */
  async someOrEnd(): Promise<Buffer | null> {
    try {
      return await this.some();
    } catch (error) {
      if (error instanceof Ended && error.failure.failed === "connection_closed") return null;
      throw error;
    }
  }

  /** Everything up to and including `end`, as text. `as` gives what the evidence shows of it. */
  async until(end: string, maxBytes = 65_536, as: (text: string) => string = (text) => text): Promise<string> {
    const bytes = await this.#take((unread) => {
      const at = unread.indexOf(end);
      if (at < 0 && unread.length > maxBytes) this.fail("too_large", `The target sent more than ${maxBytes} bytes.`);
      return at < 0 ? 0 : at + Buffer.byteLength(end);
    });
    const text = bytes.toString();
    this.note("them", as(text));
    return text;
  }

  /** Sends the last words and gives the peer a moment to hang up in turn. Whatever it does then changes nothing, and no phase counts it. */
  async farewell(data: Uint8Array, as: string): Promise<void> {
    this.#leftAtMs = performance.now();
    this.send(data, as);
    const over = setTimeout(() => this.#end({ failed: "connection_closed", message: "The target did not hang up in turn." }), farewellMs);
    try {
      for (;;) await this.#take((unread) => unread.length);
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
    } finally {
      clearTimeout(over);
    }
  }

  /** Turns the connection into a TLS one (STARTTLS). What came before in clear must have been read: more is an injection, and ends it. */
  async upgrade(options: SecureOptions): Promise<void> {
    if (this.#failure !== null) throw new Ended(this.#failure);
    if (this.#unread.length > 0) this.fail("protocol_error", "The target sent more before TLS began.");
    for (const event of ["data", "end", "close"] as const) this.#socket.removeAllListeners(event);
    const secured = await this.#io.trace.time("tlsUs", () => secure(this.#socket, this.#host, this.#io.deadline, this.#io.trace, options));
    if ("failed" in secured) throw new Ended(secured);
    this.#socket = secured;
    this.#listen();
  }

  /** Ends the conversation with the target's failure. `detail` is its own word, shown bounded. */
  fail(failed: ProbeFailure, message: string, detail?: string): never {
    throw new Ended(detail === undefined ? { failed, message } : { failed, message, detail: shown(this.#withoutSecrets(detail)) });
  }

  /** Adds to the evidence what bytes alone do not tell. */
  note(from: Turn["from"], text: string): void {
    if (this.#turns.length < maxTurns) this.#turns.push({ from, text: printable(this.#withoutSecrets(text)) });
  }

  hangUp(): void {
    this.#socket.destroy();
    const endedAtMs = this.#leftAtMs === 0 ? performance.now() : this.#leftAtMs;
    if (this.#firstByteAtMs === 0) return;
    this.#io.trace.add("firstByteUs", this.#startedAtMs, this.#firstByteAtMs);
    this.#io.trace.add("transferUs", this.#firstByteAtMs, endedAtMs);
  }

  #withoutSecrets(text: string): string {
    return this.#hidden.reduce((shownText, secret) => shownText.replaceAll(secret, "[hidden]"), text);
  }

  #listen(): void {
    const { deadline } = this.#io;
    deadline.wait(() =>
      this.#end({ failed: "response_timeout", message: `The exchange did not end within ${seconds(deadline.timeoutMs)}.` }),
    );
    this.#socket.on("data", (chunk: Buffer) => {
      if (this.#firstByteAtMs === 0) this.#firstByteAtMs = performance.now();
      this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
      // A peer that sends without being asked must not fill our memory.
      if (this.#unread.length > maxUnreadBytes) this.#socket.pause();
      this.#wake?.();
    });
    const closed = () =>
      this.#end({ failed: "connection_closed", message: "The target closed the connection in the middle of the exchange." });
    this.#socket.once("end", closed);
    this.#socket.once("close", closed);
  }

  #end(failure: Failure): void {
    this.#failure ??= failure;
    this.#wake?.();
  }

  /** `size` says how many of the unread bytes make up what is wanted; 0 or less: not there yet. */
  async #take(size: (unread: Buffer) => number): Promise<Buffer> {
    for (;;) {
      const wanted = size(this.#unread);
      if (wanted > 0) {
        const taken = this.#unread.subarray(0, wanted);
        this.#unread = this.#unread.subarray(wanted);
        if (this.#socket.isPaused()) this.#socket.resume();
        return taken;
      }
      if (this.#failure !== null) throw new Ended(this.#failure);
      if (this.#unread.length > maxUnreadBytes) this.fail("too_large", `The target sent more than ${maxUnreadBytes} bytes.`);
      await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}
