/** Where a JSONPath (or a pattern) is wrong: `index` counts from 0. */
export type SyntaxProblem = { index: number; message: string };

const maxLength = 500;
const maxDepth = 20;

/** Whether a text is a JSONPath by RFC 9535, its function extensions and their types included; null when it is. */
export function jsonPathProblem(path: string): SyntaxProblem | null {
  if (path.length > maxLength) return { index: 0, message: `This path is too long. Use at most ${maxLength} characters.` };
  const reader = new PathReader(path);
  try {
    reader.path();
    return null;
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    return { index: reader.at, message: error.message };
  }
}

class PathError extends Error {}

/** What a term of a filter is; section 2.4.1 says which may stand where. */
type Term = "literal" | "singular" | "nodes" | "value" | "logical";

const comparable: readonly Term[] = ["literal", "singular", "value"];
const functions: Record<string, { takes: readonly (readonly Term[])[]; gives: Term }> = {
  length: { takes: [comparable], gives: "value" },
  count: { takes: [["singular", "nodes"]], gives: "value" },
  value: { takes: [["singular", "nodes"]], gives: "value" },
  match: { takes: [comparable, comparable], gives: "logical" },
  search: { takes: [comparable, comparable], gives: "logical" },
};

const name = /[A-Za-z_\u0080-\ud7ff\ue000-\u{10ffff}][\w\u0080-\ud7ff\ue000-\u{10ffff}]*/uy;
const integer = /0|-?[1-9]\d{0,14}(?!\d)/y;
const escapes = String.raw`\\[bfnrt/\\]|\\u(?:[0-9A-CEFa-cef][\dA-Fa-f]{3}|[Dd][0-7][\dA-Fa-f]{2}|[Dd][89ABab][\dA-Fa-f]{2}\\u[Dd][C-Fc-f][\dA-Fa-f]{2})`;
const string = new RegExp(
  ["'", '"'].map((quote) => String.raw`${quote}(?:[^${quote}\\\u0000-\u001f\ud800-\udfff]|\\${quote}|${escapes})*${quote}`).join("|"),
  "uy",
);

/** A recursive descent along the grammar of RFC 9535. `at` stands where it stopped. */
class PathReader {
  readonly #text: string;
  at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  path(): void {
    if (!this.#take("$")) this.#fail("A JSONPath begins with $, such as $.queue.depth.");
    this.#segments();
    if (this.at < this.#text.length) this.#fail("A JSONPath goes on with .name, [0], ['name'], .* or ..name here.");
  }

  /** Answers whether at most one value can be meant. */
  #segments(): boolean {
    let isSingular = true;
    for (;;) {
      const start = this.at;
      this.#blanks();
      if (this.#take("..")) {
        isSingular = false;
        if (this.#text[this.at] === "[") this.#bracket();
        else if (!this.#take("*")) this.#name();
      } else if (this.#take(".")) {
        if (this.#take("*")) isSingular = false;
        else this.#name();
      } else if (this.#text[this.at] === "[") {
        isSingular = this.#bracket() && isSingular;
      } else {
        this.at = start;
        return isSingular;
      }
    }
  }

  #name(): void {
    if (this.#match(name) === null) this.#fail("Type a name after the dot; one with other letters goes in brackets: ['content-type'].");
  }

  #bracket(): boolean {
    this.at++;
    let isSingular = true;
    for (let count = 1; ; count++) {
      this.#blanks();
      isSingular = this.#selector() && count === 1 && isSingular;
      this.#blanks();
      if (this.#take("]")) return isSingular;
      if (!this.#take(",")) this.#fail("Close the bracket with ], or go on after a comma.");
      isSingular = false;
    }
  }

  #selector(): boolean {
    if (this.#match(string) !== null) return true;
    if (this.#take("*")) return false;
    if (this.#take("?")) {
      this.#blanks();
      this.#or();
      return false;
    }
    const start = this.#match(integer);
    const back = this.at;
    this.#blanks();
    if (!this.#take(":")) {
      this.at = back;
      if (start === null) this.#fail("In brackets stands a 'name' in quotes, a whole number, a slice such as 0:3, * or a ?filter.");
      return true;
    }
    for (let part = 0; part < 2; part++) {
      this.#blanks();
      this.#match(integer);
      this.#blanks();
      if (part === 1 || !this.#take(":")) return false;
    }
    return false;
  }

  #or(): void {
    if (++this.#depth > maxDepth) this.#fail("This filter is nested too deeply.");
    for (;;) {
      this.#basic();
      this.#blanks();
      if (!this.#take("||") && !this.#take("&&")) break;
      this.#blanks();
    }
    this.#depth--;
  }

  #basic(): void {
    const isNegated = this.#take("!");
    if (isNegated) this.#blanks();
    if (this.#take("(")) {
      this.#blanks();
      this.#or();
      this.#blanks();
      if (!this.#take(")")) this.#fail("Close the parenthesis with ).");
      return;
    }
    const start = this.at;
    const left = this.#term();
    const end = this.at;
    this.#blanks();
    if (isNegated || this.#match(/==|!=|<=|>=|<|>/y) === null) {
      this.at = end;
      if (left === "literal" || left === "value") this.#fail("Compare this with something, such as == 1.");
      return;
    }
    if (!comparable.includes(left)) this.#failAt(start, "This can be several values. Only one value can be compared.");
    this.#blanks();
    const right = this.at;
    if (!comparable.includes(this.#term())) this.#failAt(right, "This can be several values. Only one value can be compared.");
  }

  #term(): Term {
    if (this.#match(string) !== null) return "literal";
    if (this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?/iy) !== null) return "literal";
    if (this.#take("@") || this.#take("$")) return this.#segments() ? "singular" : "nodes";
    const start = this.at;
    const word = this.#match(/[a-z][a-z_\d]*/y);
    if (word !== null && this.#text[this.at] !== "(" && ["true", "false", "null"].includes(word)) return "literal";
    const known = word !== null && Object.hasOwn(functions, word) ? functions[word] : undefined;
    if (known === undefined || !this.#take("(")) {
      return this.#failAt(start, `Type @ for the item, a number, a 'text', or one of ${Object.keys(functions).join(", ")}.`);
    }
    return this.#call(known.takes, known.gives);
  }

  #call(takes: readonly (readonly Term[])[], gives: Term): Term {
    if (++this.#depth > maxDepth) this.#fail("This filter is nested too deeply.");
    for (const [i, accepted] of takes.entries()) {
      this.#blanks();
      if (i > 0 && !this.#take(",")) this.#fail("Two values are expected here, with a comma between them.");
      this.#blanks();
      const start = this.at;
      if (!accepted.includes(this.#term())) this.#failAt(start, "This function takes something else here.");
    }
    this.#blanks();
    if (!this.#take(")")) this.#fail("Close the parenthesis with ).");
    this.#depth--;
    return gives;
  }

  #blanks(): void {
    this.#match(/[ \t\n\r]*/y);
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  #failAt(index: number, message: string): never {
    this.at = index;
    return this.#fail(message);
  }

  #fail(message: string): never {
    throw new PathError(message);
  }
}
