import { ChunkedBody } from "./chunked-body.ts";
import type { Failure } from "./failure.ts";
import { type Framing, type ResponseHead, framingOf, parseResponseHead } from "./response-head.ts";

const maxHeadBytes = 65_536;
const maxBodyBytes = 1_048_576;
const maxInterimResponses = 10;
const headEnd = Buffer.from("\r\n\r\n");
const nothing = Buffer.alloc(0);
const protocol = Buffer.from("HTTP/1.");

/** How many bytes of the body are kept, decided once the head is there. `atHead`: the response is over, its body does not matter. */
export type Keep = (head: ResponseHead) => number;
export const atHead = -1;
/** All that is ever read of a body. */
export const keepAll: Keep = () => maxBodyBytes;
const keepNothing: Keep = () => 0;

/**
 * Reads one response incrementally and strictly (RFC 9112): interim 1xx are skipped, the head is bounded to 64 kB, the body is
 * counted, kept as far as `keep` says, never decoded. What lies beyond 1 MB is not waited for.
 */
export class ResponseReader {
  head: ResponseHead | null = null;
  /** The body as kept is not all of it. */
  isCut = false;
  readonly #method: string;
  readonly #keepOf: Keep;
  #limit = 0;
  #framing: Framing = { kind: "none" };
  #chunked = new ChunkedBody();
  #pending: Buffer<ArrayBufferLike> = nothing;
  #pendingBytes = 0;
  #headBytes = 0;
  #bodyBytes = 0;
  #interim = 0;

  constructor(method: string, keep: Keep = keepNothing) {
    this.#method = method;
    this.#keepOf = keep;
  }

  /** What was kept of the body, without chunk sizes. */
  get body(): Buffer {
    return this.head === null ? nothing : this.#pending.subarray(0, this.#pendingBytes);
  }

  /** Takes the next bytes, which it does not keep. `more`: the response goes on; `done`: it is complete. */
  push(bytes: Buffer): "more" | "done" | Failure {
    if (this.head !== null) return this.#pushBody(bytes);
    this.#headBytes += bytes.length;
    const searchFrom = Math.max(0, this.#pendingBytes - headEnd.length);
    return this.#pushHead(this.#pendingBytes === 0 ? bytes : this.#keep(bytes), searchFrom);
  }

  /** The peer sent all it will send. */
  end(): "done" | Failure {
    if (this.head === null) {
      return closed(
        this.#headBytes === 0
          ? "The connection was closed without an answer."
          : "The connection was closed in the middle of the response headers.",
      );
    }
    return this.#framing.kind === "until_close" ? "done" : closed("The connection was closed in the middle of the answer.");
  }

  #pushHead(bytes: Buffer, searchFrom: number): "more" | "done" | Failure {
    const end = bytes.indexOf(headEnd, searchFrom);
    if (end > maxHeadBytes || (end < 0 && this.#headBytes > maxHeadBytes))
      return { failed: "headers_too_large", message: "The response headers are larger than 64 kB." };
    if (end < 0) {
      const size = Math.min(bytes.length, protocol.length);
      if (bytes.compare(protocol, 0, size, 0, size) !== 0) return invalid("The answer is not HTTP.");
      if (hasBareLf(bytes, searchFrom)) return invalid("The response headers are malformed.");
      if (this.#pendingBytes === 0) this.#keep(bytes);
      return "more";
    }
    const head = parseResponseHead(bytes.toString("latin1", 0, end));
    if (head === null) return invalid("The response headers are malformed.");
    const rest = bytes.subarray(end + headEnd.length);
    return head.status < 200 ? this.#skipInterim(head, rest) : this.#begin(head, rest);
  }

  #skipInterim(head: ResponseHead, rest: Buffer): "more" | "done" | Failure {
    if (head.status === 101) return invalid("The server switched protocols without being asked.");
    if (++this.#interim > maxInterimResponses) return invalid("The server sends interim responses without end.");
    this.#pendingBytes = 0;
    return rest.length === 0 ? "more" : this.#pushHead(rest, 0);
  }

  #begin(head: ResponseHead, rest: Buffer): "more" | "done" | Failure {
    const framing = framingOf(head, this.#method);
    if (framing === null) return invalid("The response headers contradict each other about the length of the answer.");
    this.head = head;
    this.#framing = framing;
    this.#pending = nothing;
    this.#pendingBytes = 0;
    const limit = this.#keepOf(head);
    if (limit === atHead) return "done";
    this.#limit = limit;
    return this.#pushBody(rest);
  }

  #pushBody(bytes: Buffer): "more" | "done" | Failure {
    if (this.#framing.kind === "none") return "done";
    this.#bodyBytes += bytes.length;
    if (this.#framing.kind === "chunked") {
      const state = this.#chunked.push(bytes, this.#limit === 0 ? null : (data) => this.#keepBody(data));
      if (state === "bad") return invalid("The chunks of the answer are malformed.");
      if (state === "done") return "done";
    } else if (this.#limit > 0) {
      const over = this.#framing.kind === "length" ? Math.max(0, this.#bodyBytes - this.#framing.bytes) : 0;
      this.#keepBody(over === 0 ? bytes : bytes.subarray(0, bytes.length - over));
    }
    if (this.#framing.kind === "length" && this.#bodyBytes >= this.#framing.bytes) return "done";
    if (this.#bodyBytes < maxBodyBytes) return "more";
    this.isCut = true;
    return "done";
  }

  #keepBody(bytes: Buffer): void {
    const room = this.#limit - this.#pendingBytes;
    if (bytes.length > room) this.isCut = true;
    if (room > 0) this.#keep(bytes.length > room ? bytes.subarray(0, room) : bytes);
  }

  /** Appends to what is kept of an incomplete head or of the body, doubling the space, so that single bytes do not cost a copy of all each. */
  #keep(bytes: Buffer): Buffer {
    const size = this.#pendingBytes + bytes.length;
    if (size > this.#pending.length) {
      const larger = Buffer.allocUnsafe(Math.max(1_024, size, this.#pending.length * 2));
      this.#pending.copy(larger, 0, 0, this.#pendingBytes);
      this.#pending = larger;
    }
    bytes.copy(this.#pending, this.#pendingBytes);
    this.#pendingBytes = size;
    return this.#pending.subarray(0, size);
  }
}

function hasBareLf(bytes: Buffer, from: number): boolean {
  for (let at = bytes.indexOf(10, from); at >= 0; at = bytes.indexOf(10, at + 1)) if (bytes[at - 1] !== 13) return true;
  return false;
}

function invalid(message: string): Failure {
  return { failed: "invalid_response", message };
}

function closed(message: string): Failure {
  return { failed: "connection_closed", message };
}
