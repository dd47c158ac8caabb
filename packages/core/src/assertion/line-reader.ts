/** Why a line is no condition, and where: `column` counts from 1. */
export class ConditionProblem extends Error {
  readonly column: number;

  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

/** Walks along one line. Every method first skips blanks; those that take a sentence throw it as a `ConditionProblem`. */
export class LineReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the next thing begins, counted from 1. */
  get column(): number {
    this.#at += /^\s*/.exec(this.#text.slice(this.#at))?.[0].length ?? 0;
    return this.#at + 1;
  }

  /** Nothing is left, or only a comment. */
  isDone(): boolean {
    const rest = this.#rest();
    return rest === "" || rest.startsWith("#");
  }

  /** What matches from here on, which is then passed; null leaves the place as it is. */
  take(pattern: RegExp): string | null {
    const found = this.see(pattern);
    if (found !== null) this.#at += found.length;
    return found;
  }

  see(pattern: RegExp): string | null {
    const match = pattern.exec(this.#rest());
    return match?.index === 0 ? match[0] : null;
  }

  /** The next word as a person sees it, to be named in a sentence. */
  word(): string {
    return (this.see(/\S+/) ?? "").slice(0, 40);
  }

  /** A text in double quotes, with the escapes of JSON. */
  quoted(): string | null {
    const column = this.column;
    if (!this.#rest().startsWith('"')) return null;
    const token = this.take(/"(?:[^"\\]|\\.)*"/);
    if (token === null) throw new ConditionProblem('This text has no closing ".', column);
    try {
      return String(JSON.parse(token.replaceAll("\t", String.raw`\t`)));
    } catch {
      throw new ConditionProblem(String.raw`This text has an escape that is none. Write \\ for one backslash, \" for a quote.`, column);
    }
  }

  fail(message: string, column: number = this.column): never {
    throw new ConditionProblem(message, column);
  }

  #rest(): string {
    return this.#text.slice(this.column - 1);
  }
}
