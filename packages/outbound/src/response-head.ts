export type ResponseHead = { version: "1.0" | "1.1" | "2"; status: number; headers: [name: string, value: string][] };

const statusLine = /^HTTP\/(1\.[01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
// No part of this may begin with optional white space: it would backtrack over a long run of it.
const fieldLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e\x80-\xff]*)$/;

/**
 * The head of a response (RFC 9112), given without its empty line and decoded as latin1. Null for anything that is not strictly of
 * that form: bare CR or LF, NUL, folded lines, white space before a colon. Names come in lower case.
 */
export function parseResponseHead(text: string): ResponseHead | null {
  const lines = text.split("\r\n");
  const start = statusLine.exec(lines[0] ?? "");
  if (start === null) return null;
  const headers: [string, string][] = [];
  for (let i = 1; i < lines.length; i++) {
    const field = fieldLine.exec(lines[i] ?? "");
    if (field === null) return null;
    headers.push([(field[1] ?? "").toLowerCase(), (field[2] ?? "").trim()]);
  }
  return { version: start[1] === "1.0" ? "1.0" : "1.1", status: Number(start[2]), headers };
}

/** The first value of a header, or null. `name` is lower-case. */
export function headerOf(head: ResponseHead, name: string): string | null {
  return head.headers.find((header) => header[0] === name)?.[1] ?? null;
}

/** How the body ends; null where the head contradicts itself (RFC 9112 section 6.3), which is how requests are smuggled. */
export type Framing = { kind: "none" } | { kind: "length"; bytes: number } | { kind: "chunked" } | { kind: "until_close" };

export function framingOf(head: ResponseHead, method: string): Framing | null {
  const codings: string[] = [];
  let length: string | null = null;
  for (const [name, value] of head.headers) {
    if (name === "transfer-encoding")
      codings.push(
        ...value
          .toLowerCase()
          .split(",")
          .map((coding) => coding.trim()),
      );
    if (name !== "content-length") continue;
    if (!/^\d{1,15}$/.test(value) || (length !== null && length !== value)) return null;
    length = value;
  }
  if (codings.length > 0 && (length !== null || head.version === "1.0")) return null;
  if (method === "HEAD" || head.status === 204 || head.status === 304) return { kind: "none" };
  if (codings.length > 0) return codings.at(-1) === "chunked" ? { kind: "chunked" } : { kind: "until_close" };
  if (length !== null) return length === "0" ? { kind: "none" } : { kind: "length", bytes: Number(length) };
  return { kind: "until_close" };
}
