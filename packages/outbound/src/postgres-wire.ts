import { ByteReader } from "./byte-reader.ts";
import type { Conversation } from "./conversation.ts";

const maxAnswerBytes = 1_048_576;

/** The messages of one connection. What nobody asked for (notices, parameters) is taken in on the way; an error ends the conversation. */
export class PostgresWire {
  readonly talk: Conversation;
  readonly parameters = new Map<string, string>();
  #receivedBytes = 0;

  constructor(talk: Conversation) {
    this.talk = talk;
  }

  /** Sends messages together; `as` is what the evidence shows of them. */
  send(as: string, ...messages: readonly [kind: string, body: Buffer][]): void {
    const bytes = messages.flatMap(([kind, body]) => {
      const head = Buffer.from(`${kind}....`);
      head.writeInt32BE(body.length + 4, 1);
      return [head, body];
    });
    this.talk.send(Buffer.concat(bytes), as);
  }

  async read(): Promise<{ kind: string; body: ByteReader }> {
    for (;;) {
      const head = await this.talk.bytes(5);
      const kind = head.toString("latin1", 0, 1);
      const size = head.readInt32BE(1) - 4;
      if (!/[A-Za-z0-9]/.test(kind) || size < 0) this.#strange();
      this.#receivedBytes += size;
      if (this.#receivedBytes > maxAnswerBytes) this.talk.fail("too_large", `The answer has more than ${maxAnswerBytes} bytes.`);
      const body = new ByteReader(await this.talk.bytes(size), () => this.#strange());
      if (kind === "E") this.#refuse(body);
      if (kind === "S") this.#note(body);
      else if (kind !== "N" && kind !== "v") return { kind, body };
    }
  }

  async untilReady(each: (kind: string, body: ByteReader) => void = () => {}): Promise<void> {
    for (;;) {
      const { kind, body } = await this.read();
      if (kind === "Z") return;
      each(kind, body);
    }
  }

  #note(body: ByteReader): void {
    if (this.parameters.size < 50) this.parameters.set(body.zeroEnded(), body.zeroEnded().slice(0, 200));
  }

  #refuse(body: ByteReader): never {
    const fields = new Map<string, string>();
    while (body.left > 1 && fields.size < 30) fields.set(body.text(1), body.zeroEnded());
    const state = fields.get("C") ?? "";
    const detail = `${state} ${fields.get("M") ?? ""}`;
    this.talk.note("them", detail);
    if (state.startsWith("28"))
      this.talk.fail("auth_failed", "The server refuses the user, the password, or this connection without TLS.", detail);
    // Starting up, shutting down, or out of connections.
    if (/^(?:57P|53)/.test(state)) this.talk.fail("service_unhealthy", "The server says that it cannot serve now.", detail);
    this.talk.fail("query_failed", "The server refuses the database or the statement.", detail);
  }

  #strange(): never {
    this.talk.fail("protocol_error", "The server does not speak the protocol of PostgreSQL.");
  }
}
