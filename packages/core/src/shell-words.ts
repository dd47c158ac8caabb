/** The words of a command line, as a POSIX shell splits them, and what of it is more than words. */
export type ShellWords = { words: string[]; notes: string[] };

const ansiEscapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", a: "\u0007", b: "\b", f: "\f", v: "\v", e: "\u001b", 0: "\0" };
const ansiPart = /\\(?:x([\da-f]{1,2})|u([\da-f]{1,4})|U([\da-f]{1,8})|([^]))|([^\\']+)/iy;

/**
 * Splits the first command of a line: quotes of all kinds, escapes and continued lines are understood, nothing is run or replaced. Where
 * a browser's field has swallowed the line breaks, the backslashes before them are dropped. Total and linear.
 */
export function shellWords(line: string): ShellWords {
  const words: string[] = [];
  const notes = new Set<string>();
  let word: string | null = null;
  let at = 0;
  const add = (text: string): void => {
    word = (word ?? "") + text;
  };
  const end = (): void => {
    if (word !== null) words.push(word);
    word = null;
  };
  const noteVariable = (): void => {
    if (/^(?:\$[A-Za-z_{(]|`)/.test(line.slice(at, at + 2)))
      notes.add("A $variable is left as it stands: Vedette has no shell that would fill it in.");
  };
  while (at < line.length) {
    const char = line[at] ?? "";
    if (/\s/.test(char)) {
      end();
      at++;
    } else if (char === "\\") {
      const next = line[at + 1] ?? "";
      if (next === "\r" && line[at + 2] === "\n") at++;
      else if (next !== "\n" && next !== "\r" && !(word === null && /^\s?$/.test(next))) add(next);
      at += 2;
    } else if (char === "'") {
      const close = line.indexOf("'", at + 1);
      if (close < 0) notes.add("A quote is not closed.");
      add(line.slice(at + 1, close < 0 ? line.length : close));
      at = close < 0 ? line.length : close + 1;
    } else if (char === "$" && line[at + 1] === "'") {
      at += 2;
      add("");
      for (;;) {
        ansiPart.lastIndex = at;
        const part = ansiPart.exec(line);
        if (part === null) break;
        add(ansiText(part));
        at = ansiPart.lastIndex;
      }
      if (line[at] !== "'") notes.add("A quote is not closed.");
      at++;
    } else if (char === '"') {
      at++;
      add("");
      while (at < line.length && line[at] !== '"') {
        noteVariable();
        if (line[at] === "\\" && /[$`"\\\n]/.test(line[at + 1] ?? "")) {
          at++;
          if (line[at] !== "\n") add(line[at] ?? "");
        } else add(line[at] ?? "");
        at++;
      }
      if (at >= line.length) notes.add("A quote is not closed.");
      at++;
    } else if (/[|;&<>]/.test(char)) {
      notes.add(`What follows ${char} was left out: it is not part of the request.`);
      break;
    } else {
      noteVariable();
      add(char);
      at++;
    }
  }
  end();
  return { words, notes: [...notes] };
}

function ansiText([, byte, short, long, single, plain]: RegExpExecArray): string {
  if (plain !== undefined) return plain;
  if (single !== undefined) return ansiEscapes[single] ?? single;
  const code = Number.parseInt(byte ?? short ?? long ?? "0", 16);
  return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
}
