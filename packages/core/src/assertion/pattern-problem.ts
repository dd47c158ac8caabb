import type { SyntaxProblem } from "./json-path-problem.ts";

const maxLength = 500;
const maxDepth = 50;
const maxRepeat = 1_000;

/**
 * Whether a text is a regular expression that runs in linear time, as RE2 reads it; null when it is. What is accepted here compiles in
 * RE2JS; of what RE2JS would take, rare spellings such as octal escapes are refused.
 */
export function patternProblem(source: string): SyntaxProblem | null {
  if (source === "") return { index: 0, message: "The pattern is empty. Type what the text has to look like." };
  if (source.length > maxLength) return { index: 0, message: `The pattern is too long. Use at most ${maxLength} characters.` };
  const reader = new PatternReader(source);
  try {
    reader.pattern();
    return null;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { index: reader.at, message: error.message };
  }
}

/** How many groups of a pattern without a problem keep what they match. */
export function groupsIn(source: string): number {
  const reader = new PatternReader(source);
  reader.pattern();
  return reader.groups;
}

class PatternError extends Error {}

const categories = "L|Lu|Ll|Lt|Lm|Lo|M|Mn|Mc|Me|N|Nd|Nl|No|P|Pc|Pd|Ps|Pe|Pi|Pf|Po|S|Sm|Sc|Sk|So|Z|Zs|Zl|Zp|C|Cc|Cf";
const scripts = "Arabic|Cyrillic|Devanagari|Greek|Han|Hangul|Hebrew|Hiragana|Katakana|Latin|Thai";
const unicodeClass = new RegExp(String.raw`\\[pP](?:[LMNPSZC]|\{\^?(?:${categories}|${scripts})\})`, "y");
const perlClass = /\\[dDsSwW]/y;
const character = /\\(?:[ntrfv]|x[\da-fA-F]{2}|x\{(?:0*[\da-fA-F]{1,5}|0*10[\da-fA-F]{4})\}|[!-/:-@[-`{-~])/y;
const posixClass = /\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/y;
const repeat = /[*+?]|\{(\d+)(?:(,)(\d+)?)?\}/y;

/** A recursive descent along RE2's grammar. `at` stands where it stopped; `groups` counts those that keep what they match. */
class PatternReader {
  readonly #text: string;
  at = 0;
  groups = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  pattern(): void {
    this.#alternatives();
    if (this.at < this.#text.length) this.#fail("This ) closes nothing. Open a group before it, or write \\).");
  }

  /** Answers how often a part of it may be repeated at most, over all counted repeats around that part. */
  #alternatives(): number {
    if (++this.#depth > maxDepth) this.#fail("The pattern is nested too deeply.");
    let repeats = 1;
    while (this.at < this.#text.length && this.#text[this.at] !== ")") {
      if (this.#text[this.at] === "|") this.at++;
      else repeats = Math.max(repeats, this.#repeated());
    }
    this.#depth--;
    return repeats;
  }

  #repeated(): number {
    if (this.#see(repeat) !== null) this.#fail("There is nothing to repeat before this. Write \\ before it to mean the character itself.");
    const start = this.at;
    const inner = this.#atom();
    const isSwitch = inner === 0;
    const found = this.#see(repeat);
    if (found === null) return Math.max(inner, 1);
    if (isSwitch) this.#fail("There is nothing to repeat before this.");
    const [text, least, comma, most] = found;
    const from = Number(least ?? 0);
    const to = most === undefined ? from : Number(most);
    if (to > maxRepeat || from > maxRepeat) this.#fail(`Repeat at most ${maxRepeat} times.`);
    if (comma !== undefined && most !== undefined && from > to) this.#fail("This repeat ends before it begins. Swap its two numbers.");
    const repeats = inner * Math.max(1, from, to);
    if (repeats > maxRepeat) this.#failAt(start, `Repeats within repeats make more than ${maxRepeat} here.`);
    this.at += text.length;
    if (this.#text[this.at] === "?") this.at++;
    if (this.#see(repeat) !== null) this.#fail("This repeats a repeat. Put a group around the first.");
    return repeats;
  }

  /** One thing that can be repeated; answers 0 for a switch of flags, which cannot. */
  #atom(): number {
    const char = this.#text[this.at];
    if (char === "(") return this.#group();
    if (char === "[") this.#class();
    else if (char === "\\") this.#escape();
    else this.at += this.#codePointLength();
    return 1;
  }

  #group(): number {
    const start = this.at;
    if (this.#take(/\(\?(?:=|!|<=|<!)/y)) this.#failAt(start, "Looking ahead or behind is not possible: patterns run in linear time.");
    if (this.#take(/\(\?[imsU]*(?:-[imsU]+)?\)/y)) {
      if (this.#text.slice(start, this.at) !== "(?)") return 0;
      this.#failAt(start, "This group is empty of flags. Leave it out.");
    }
    const isNamed = this.#take(/\(\?P?<[A-Za-z_]\w*>/y);
    if (isNamed && this.#isTwice(start)) this.#failAt(start, "Two groups have this name.");
    if (isNamed || this.#take(/\((?!\?)/y)) this.groups++;
    else if (!this.#take(/\(\?[imsU]*(?:-[imsU]+)?:/y)) {
      this.#fail("After (? stands : or flags such as i. Write \\( to mean the character itself.");
    }
    const repeats = this.#alternatives();
    if (!this.#take(/\)/y)) this.#failAt(start, "This group is not closed. Add ), or write \\( to mean the character itself.");
    return repeats;
  }

  #isTwice(start: number): boolean {
    const group = this.#text.slice(this.#text.indexOf("<", start), this.at);
    return this.#text.slice(0, start).includes(group);
  }

  #class(): void {
    const start = this.at;
    this.#take(/\[\^?/y);
    // A bracket that comes first stands for itself, also where it begins a range.
    for (let isFirst = true; ; isFirst = false) {
      if (this.at >= this.#text.length) this.#failAt(start, "This [ is not closed. Add ], or write \\[ to mean the character itself.");
      if (!isFirst && this.#take(/\]/y)) return;
      if (this.#take(posixClass) || this.#take(perlClass) || this.#take(unicodeClass)) continue;
      const at = this.at;
      const from = this.#classCharacter();
      if (!this.#take(/-(?!\])/y)) continue;
      if (from > this.#classCharacter()) this.#failAt(at, "This range ends before it begins. Swap its two ends.");
    }
  }

  #classCharacter(): number {
    const at = this.at;
    if (this.#take(/\[:/y)) this.#failAt(at, "There is no class of this name. Write \\[ to mean the character itself.");
    if (this.#text[at] !== "\\") {
      this.at += this.#codePointLength();
      return this.#text.codePointAt(at) ?? 0;
    }
    if (!this.#take(character)) this.#fail("This escape means nothing in brackets.");
    const token = this.#text.slice(at + 1, this.at);
    if (token.startsWith("x")) return Number.parseInt(token.replaceAll(/[x{}]/g, ""), 16);
    const controls: Record<string, number> = { n: 10, t: 9, r: 13, f: 12, v: 11 };
    return controls[token] ?? token.charCodeAt(0);
  }

  #escape(): void {
    if (this.#take(/\\[bBAz]/y) || this.#take(perlClass) || this.#take(unicodeClass) || this.#take(character)) return;
    if (this.#see(/\\(?:[1-9]|k)/y) !== null) this.#fail("Back-references are not possible: patterns run in linear time.");
    if (this.#see(/\\[pP]/y) !== null) this.#fail("There is no class of this name. Some are \\pL, \\p{Lu}, \\p{Greek}.");
    this.#fail("This escape means nothing. Write \\\\ for one backslash.");
  }

  /** A lone half of a surrogate pair is a character that no text has. */
  #codePointLength(): number {
    const code = this.#text.codePointAt(this.at) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) this.#fail("This character is broken. Remove it.");
    return code > 0xffff ? 2 : 1;
  }

  #take(pattern: RegExp): boolean {
    const found = this.#see(pattern);
    if (found !== null) this.at += found[0].length;
    return found !== null;
  }

  #see(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.#text);
  }

  #failAt(index: number, message: string): never {
    this.at = index;
    return this.#fail(message);
  }

  #fail(message: string): never {
    throw new PatternError(message);
  }
}
