import type { Socket } from "node:net";
import type { Deadline } from "./deadline.ts";
import { type Failure, seconds } from "./failure.ts";
import type { ResponseHead } from "./response-head.ts";
import { type Keep, ResponseReader } from "./response-reader.ts";
import type { Trace } from "./trace.ts";

const http11 = ["http/1.1"] as const;

/** One request and its response on one connection. `receive` is what the dialer pushes bytes to. */
export class Exchange {
  readonly protocols = http11;
  readonly #reader: ResponseReader;
  #settle: ((outcome: ResponseHead | Failure) => void) | null = null;
  #early: ResponseHead | Failure | null = null;
  #firstByteAtMs = 0;

  constructor(method: string, keep: Keep) {
    this.#reader = new ResponseReader(method, keep);
  }

  /** What was kept of the body; `isCut`: there was more. */
  get body(): Buffer {
    return this.#reader.body;
  }
  get isCut(): boolean {
    return this.#reader.isCut;
  }

  readonly receive = (bytes: Buffer): void => {
    if (this.#firstByteAtMs === 0) this.#firstByteAtMs = performance.now();
    const state = this.#reader.push(bytes);
    const { head } = this.#reader;
    if (state === "done" && head !== null) this.#finish(head);
    else if (typeof state === "object") this.#finish(state);
  };

  /** Sends the request, a string in latin1, and waits for the response. Destroys the socket in every case. */
  async run(socket: Socket, request: string | Buffer, deadline: Deadline, trace: Trace): Promise<ResponseHead | Failure> {
    const sentAtMs = performance.now();
    const outcome = await new Promise<ResponseHead | Failure>((settle) => {
      this.#settle = settle;
      if (this.#early !== null) settle(this.#early);
      deadline.wait(() => this.#finish({ failed: "response_timeout", message: this.#lateness(deadline.timeoutMs) }));
      socket.on("end", () => this.#end());
      socket.on("close", () =>
        this.#finish({ failed: "connection_closed", message: "The connection was reset before the answer was complete." }),
      );
      if (typeof request === "string") socket.write(request, "latin1");
      else socket.write(request);
    });
    socket.destroy();
    const endedAtMs = performance.now();
    const firstByteAtMs = this.#firstByteAtMs === 0 ? endedAtMs : Math.max(this.#firstByteAtMs, sentAtMs);
    trace.add("firstByteUs", sentAtMs, firstByteAtMs);
    if (this.#firstByteAtMs !== 0) trace.add("transferUs", firstByteAtMs, endedAtMs);
    return outcome;
  }

  #end(): void {
    const state = this.#reader.end();
    const { head } = this.#reader;
    if (typeof state === "object") this.#finish(state);
    else if (head !== null) this.#finish(head);
  }

  #finish(outcome: ResponseHead | Failure): void {
    if (this.#settle === null) this.#early = outcome;
    else this.#settle(outcome);
  }

  #lateness(timeoutMs: number): string {
    return this.#firstByteAtMs === 0
      ? `No answer within ${seconds(timeoutMs)}.`
      : `The answer was not complete within ${seconds(timeoutMs)}.`;
  }
}
