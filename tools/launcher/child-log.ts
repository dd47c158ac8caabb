import { type WriteStream, createWriteStream, existsSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

const maxFileBytes = 20_000_000;
const levels: Record<number, string> = { 30: "info", 40: "warn", 50: "error", 60: "fatal" };

/**
 * A child's output: whole lines go to DATA_DIR/logs/NAME.log (kept to 20 MB and one older file) and, made readable, to the
 * terminal behind the child's name. A disk that is full costs lines, never the child.
 */
export class ChildLog {
  /** The last lines, for the sentence that tells why a child was given up. */
  readonly tail: string[] = [];
  readonly #name: string;
  readonly #file: string;
  readonly #print: (line: string) => void;
  #stream: WriteStream;
  #sizeBytes: number;

  constructor(name: string, dataDir: string, print: (line: string) => void) {
    this.#name = name;
    this.#print = print;
    this.#file = join(dataDir, "logs", `${name}.log`);
    this.#sizeBytes = existsSync(this.#file) ? statSync(this.#file).size : 0;
    this.#stream = this.#open();
  }

  follow(output: Readable): void {
    let unread = "";
    output.setEncoding("utf8");
    output.on("data", (text: string) => {
      const lines = (unread + text).split("\n");
      // A line without an end must not grow for ever.
      unread = (lines.pop() ?? "").slice(-100_000);
      for (const line of lines) this.add(line);
    });
    output.on("end", () => {
      if (unread !== "") this.add(unread);
    });
  }

  add(line: string): void {
    this.#write(`${line}\n`);
    const readable = readableOf(line);
    if (readable === null) return;
    this.tail.push(readable);
    if (this.tail.length > 15) this.tail.shift();
    this.#print(`${this.#name.padEnd(8)} ${readable}`);
  }

  #write(text: string): void {
    this.#sizeBytes += Buffer.byteLength(text);
    if (this.#sizeBytes > maxFileBytes) {
      this.#stream.end();
      renameSync(this.#file, `${this.#file}.1`);
      this.#sizeBytes = 0;
      this.#stream = this.#open();
    }
    this.#stream.write(text);
  }

  #open(): WriteStream {
    return createWriteStream(this.#file, { flags: "a", mode: 0o600 }).on("error", () => undefined);
  }
}

/** One line for a person out of a line of JSON; other lines stay as they are. null: not for the terminal (debug, blank). */
export function readableOf(line: string): string | null {
  if (line.trim() === "") return null;
  if (!line.startsWith("{")) return line;
  try {
    const entry = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } }; // safe because every field is optional
    const level = levels[entry.level ?? 30];
    if (level === undefined) return null;
    const message = [entry.msg, entry.err?.message].filter((part, i, all) => part !== undefined && all.indexOf(part) === i).join(": ");
    return level === "info" ? message : `${level}: ${message}`;
  } catch {
    return line;
  }
}
