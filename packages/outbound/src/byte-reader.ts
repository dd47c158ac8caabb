/**
 * Reads a message of a binary protocol from its begin to its end. A message that is shorter than it says calls `tooShort`, which ends
 * the conversation. Big-endian but for the methods that say `LE`.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  readonly #tooShort: () => never;
  #at = 0;

  constructor(bytes: Buffer, tooShort: () => never) {
    this.#bytes = bytes;
    this.#tooShort = tooShort;
  }

  /** How many bytes have not been read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(size: number): Buffer {
    if (size < 0 || size > this.left) this.#tooShort();
    return this.#bytes.subarray(this.#at, (this.#at += size));
  }

  rest(): Buffer {
    return this.take(this.left);
  }

  text(size: number): string {
    return this.take(size).toString();
  }

  /** Text up to the next zero byte, which is skipped. */
  zeroEnded(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0) this.#tooShort();
    const text = this.text(end - this.#at);
    this.#at++;
    return text;
  }

  u8(): number {
    return this.take(1).readUInt8();
  }

  u16(): number {
    return this.take(2).readUInt16BE();
  }

  i16(): number {
    return this.take(2).readInt16BE();
  }

  u32(): number {
    return this.take(4).readUInt32BE();
  }

  i32(): number {
    return this.take(4).readInt32BE();
  }

  /** An unsigned number of 1 to 6 bytes. */
  uintLE(size: number): number {
    return this.take(size).readUIntLE(0, size);
  }
}
