type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export type ScrapeRequest = {
  authorization: string | undefined;
  /** Of the socket, as the system writes it. */
  remoteAddress: string | undefined;
  /** Whether a proxy speaks for somebody else: `isForwarded` of its headers. */
  isForwarded: boolean;
};

const forwarding = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "cf-connecting-ip"];
const loopback = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

/** Metrics are for whoever has the token; where none is set, for this very machine, which a proxy on it does not speak for. */
export function mayScrape(request: ScrapeRequest, token: string | undefined): boolean {
  if (token !== undefined) return isSameText(request.authorization ?? "", `Bearer ${token}`);
  return !request.isForwarded && loopback.has(request.remoteAddress ?? "");
}

/** Whether a request carries the mark of a proxy. Names of headers are in lower case. */
export function isForwarded(headers: Headers): boolean {
  return forwarding.some((name) => headers[name] !== undefined);
}

/** Takes as long for a wrong text as for the right one: the time depends on `expected` alone. */
function isSameText(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let i = 0; i < expected.length; i++) difference |= expected.charCodeAt(i) ^ (given.charCodeAt(i) || 0);
  return difference === 0;
}
