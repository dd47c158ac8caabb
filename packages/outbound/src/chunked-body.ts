const cr = 13;
const lf = 10;

type State =
  | "size"
  | "extension"
  | "size_lf"
  | "data"
  | "data_cr"
  | "data_lf"
  | "trailer_start"
  | "trailer"
  | "trailer_lf"
  | "end_lf"
  | "done"
  | "bad";

/** Finds the end of a chunked body (RFC 9112 section 7.1) without keeping any of it; `onData` is handed the data as it passes. */
export class ChunkedBody {
  #state: State = "size";
  #left = 0;
  #digits = 0;

  /** `more` until the last chunk and its trailers are over; `bad` once the framing is broken. */
  push(bytes: Buffer, onData: ((data: Buffer) => void) | null = null): "more" | "done" | "bad" {
    let i = 0;
    while (i < bytes.length && this.#state !== "done" && this.#state !== "bad") {
      if (this.#state !== "data") {
        this.#state = this.#next(this.#state, bytes[i] ?? 0);
        i++;
        continue;
      }
      const taken = Math.min(this.#left, bytes.length - i);
      if (onData !== null) onData(bytes.subarray(i, i + taken));
      this.#left -= taken;
      i += taken;
      if (this.#left === 0) this.#state = "data_cr";
    }
    return this.#state === "done" || this.#state === "bad" ? this.#state : "more";
  }

  #next(state: Exclude<State, "data" | "done" | "bad">, byte: number): State {
    switch (state) {
      case "size":
        return this.#size(byte);
      case "extension":
        return byte === cr ? "size_lf" : byte === lf ? "bad" : "extension";
      case "size_lf":
        if (byte !== lf) return "bad";
        this.#digits = 0;
        return this.#left === 0 ? "trailer_start" : "data";
      case "data_cr":
        return byte === cr ? "data_lf" : "bad";
      case "data_lf":
        return byte === lf ? "size" : "bad";
      case "trailer_start":
        return byte === cr ? "end_lf" : byte === lf ? "bad" : "trailer";
      case "trailer":
        return byte === cr ? "trailer_lf" : byte === lf ? "bad" : "trailer";
      case "trailer_lf":
        return byte === lf ? "trailer_start" : "bad";
      case "end_lf":
        return byte === lf ? "done" : "bad";
    }
  }

  #size(byte: number): State {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#left = this.#left * 16 + digit;
      return ++this.#digits > 12 ? "bad" : "size";
    }
    if (this.#digits === 0) return "bad";
    if (byte === cr) return "size_lf";
    // ";" begins an extension; white space before it is what some servers pad sizes with.
    return byte === 0x3b || byte === 0x20 || byte === 0x09 ? "extension" : "bad";
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
