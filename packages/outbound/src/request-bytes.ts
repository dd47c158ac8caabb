export type HttpHeader = readonly [name: string, value: string];
export type HttpPayload = { contentType: string; bytes: Buffer };

const lengthWanted = new Set(["POST", "PUT", "PATCH"]);
// eslint-disable-next-line no-control-regex -- the point is to name them
const unsafe = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** What stands in the first line: the path where the origin is asked, the whole address where a proxy is. */
export type RequestTarget = "path" | "address";

/**
 * One HTTP/1.1 request: a string to be sent as latin1, or bytes where it has a body. Headers replace Vedette's own of the same name and
 * are sent as UTF-8. Throws for a header that would break out of its line: schemas refuse such values before.
 */
export function requestBytes(
  method: string,
  url: URL,
  headers?: readonly HttpHeader[],
  body?: HttpPayload,
  target: RequestTarget = "path",
): string | Buffer {
  const own =
    headers === undefined && body === undefined
      ? `Host: ${url.host}\r\nUser-Agent: Vedette/0.1 (+monitoring)\r\nAccept: */*\r\nAccept-Encoding: identity\r\n`
      : allHeaders(url, headers, body).map(headerLine).join("");
  const length = body !== undefined ? `Content-Length: ${body.bytes.length}\r\n` : lengthWanted.has(method) ? "Content-Length: 0\r\n" : "";
  const origin = target === "path" ? "" : url.origin;
  const head = `${method} ${origin}${url.pathname}${url.search} HTTP/1.1\r\n${own}Connection: close\r\n${length}\r\n`;
  return body === undefined ? head : Buffer.concat([Buffer.from(head, "latin1"), body.bytes]);
}

/** Vedette's own, those of the body and the given ones, without those that describe the connection. */
export function allHeaders(url: URL, headers: readonly HttpHeader[] = [], body?: HttpPayload): HttpHeader[] {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const usual: HttpHeader[] = [
    ["Host", url.host],
    ["User-Agent", "Vedette/0.1 (+monitoring)"],
    ["Accept", "*/*"],
    ["Accept-Encoding", "identity"],
  ];
  if (body !== undefined && body.contentType !== "") usual.push(["Content-Type", body.contentType]);
  return [...usual.filter(([name]) => !given.has(name.toLowerCase())), ...headers];
}

function headerLine([name, value]: HttpHeader): string {
  if (unsafe.test(name) || unsafe.test(value))
    throw new Error(`the header ${JSON.stringify(name.slice(0, 100))} contains a control character`);
  return `${name}: ${Buffer.from(value).toString("latin1")}\r\n`;
}
