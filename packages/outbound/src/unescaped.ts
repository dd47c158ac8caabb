const escapes: Record<string, string> = { r: "\r", n: "\n", t: "\t", "0": "\0", "\\": "\\" };

/** The bytes that a typed text stands for: UTF-8, with `\r \n \t \0 \\` and `\xHH`. Any other backslash stays as it is. */
export function unescaped(text: string): Buffer {
  const parts = text.split(/(\\x[0-9a-f]{2}|\\[rnt0\\])/i);
  return Buffer.concat(
    parts.map((part, i) => {
      if (i % 2 === 0) return Buffer.from(part);
      const byte = /^\\x(..)$/i.exec(part)?.[1];
      return byte === undefined ? Buffer.from(escapes[part.slice(1).toLowerCase()] ?? part) : Buffer.from([Number.parseInt(byte, 16)]);
    }),
  );
}
