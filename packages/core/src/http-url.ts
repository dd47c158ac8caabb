import { z } from "zod";

// eslint-disable-next-line no-control-regex -- the point is to name them
const unsafe = /[\u0000-\u0020\u007f-\u009f\\]/u;

/** Reads an address strictly, or says in one sentence what is wrong with it and what to type instead. */
function readUrl(typed: string, schemes: readonly string[]): URL | string {
  const text = typed.trim();
  if (text === "") return `Type the address to watch, such as ${schemes[0]}://example.com.`;
  if (text.length > 2_000) return "The address is too long. Use at most 2,000 characters.";
  if (unsafe.test(text)) return "The address contains a space, a backslash or a control character. Remove it or percent-encode it.";
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return `The address has no scheme. Did you mean ${schemes[0]}://${text.slice(0, 80)}?`;
  const url = URL.parse(text);
  if (url === null) return "The address cannot be read. Check the host name and the port.";
  if (!schemes.includes(url.protocol.slice(0, -1))) {
    return `Addresses that begin with ${url.protocol}// cannot be watched. Use ${schemes.map((scheme) => `${scheme}://`).join(" or ")}.`;
  }
  if (url.username !== "" || url.password !== "") return "The address contains a user name or password. Remove the part before the @ sign.";
  if (url.hostname === "" || url.hostname.length > 253) return "The address has no usable host name.";
  url.hash = "";
  return url;
}

/**
 * An absolute address of one of the schemes without credentials, at most 2,000 characters, normalised by the WHATWG parser.
 * Each refusal names what is wrong and what to type instead. Whether the *address* may be dialled is the dialer's decision.
 */
export function urlOf(...schemes: readonly [string, ...string[]]) {
  return z.string().transform((typed, context) => {
    const url = readUrl(typed, schemes);
    if (typeof url !== "string") return url.href;
    context.addIssue({ code: "custom", message: url });
    return z.NEVER;
  });
}

export const HttpUrl = urlOf("https", "http");
export type HttpUrl = z.infer<typeof HttpUrl>;
