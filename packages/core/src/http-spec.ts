import { z } from "zod";

export const httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

const statusPart = /^([1-5])(?:xx|(\d\d)(?:-([1-5]\d\d))?)$/;

/** Expected status codes as people write them: `2xx, 301, 404-410`. Comma separated, any order. */
export const StatusSet = z
  .string()
  .trim()
  .min(1, "Say which status is expected, such as 2xx.")
  .max(100, "The list of statuses is too long. Use at most 100 characters.")
  .refine(
    (text) => text.split(",").every((part) => statusPart.test(part.trim())),
    "Write statuses as 2xx, 301 or 200-299, separated by commas.",
  );
export type StatusSet = z.infer<typeof StatusSet>;

/** Whether `status` is in the set. The set must have passed `StatusSet`. */
export function statusMatches(set: StatusSet, status: number): boolean {
  return set.split(",").some((part) => {
    const text = part.trim();
    if (text.endsWith("xx")) return Math.floor(status / 100) === Number(text[0]);
    const [from, to] = text.split("-").map(Number);
    return status >= (from ?? 0) && status <= (to ?? from ?? 0);
  });
}

// eslint-disable-next-line no-control-regex -- the point is to name them
const unsafe = /[\u0000-\u0020\u007f-\u009f\\]/u;

/**
 * An absolute http or https address without credentials, at most 2,000 characters, normalised by the WHATWG parser.
 * Each refusal names what is wrong and what to type instead. Whether the *address* may be dialled is the dialer's decision.
 */
export const HttpUrl = z.string().transform((typed, context) => {
  const refuse = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  const text = typed.trim();
  if (text === "") return refuse("Type the address to watch, such as https://example.com.");
  if (text.length > 2_000) return refuse("The address is too long. Use at most 2,000 characters.");
  if (unsafe.test(text)) return refuse("The address contains a space, a backslash or a control character. Remove it or percent-encode it.");
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return refuse(`The address has no scheme. Did you mean https://${text.slice(0, 80)}?`);
  const url = URL.parse(text);
  if (url === null) return refuse("The address cannot be read. Check the host name and the port.");
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return refuse(`Addresses that begin with ${url.protocol}// cannot be watched. Use https:// or http://.`);
  }
  if (url.username !== "" || url.password !== "")
    return refuse("The address contains a user name or password. Remove the part before the @ sign.");
  if (url.hostname === "" || url.hostname.length > 253) return refuse("The address has no usable host name.");
  url.hash = "";
  return url.href;
});
export type HttpUrl = z.infer<typeof HttpUrl>;

export const HttpSpec = z.strictObject({
  kind: z.literal("http"),
  url: HttpUrl,
  method: z.enum(httpMethods).default("GET"),
  timeoutMs: z
    .int("Type the timeout as a whole number of milliseconds.")
    .min(100, "The shortest timeout is 100 ms.")
    .max(60_000, "The longest timeout is 60 s.")
    .default(10_000),
  expectedStatus: StatusSet.default("2xx"),
  /** An answer that took longer is degraded. Absent: any time up to the timeout is fine. */
  slowAfterMs: z
    .int()
    .min(1, "A limit for slow answers is at least 1 ms.")
    .max(60_000, "A limit for slow answers is at most 60 s.")
    .optional(),
  /** 0 to 10 redirects are followed by hand; with 0 a redirect is an answer like any other. */
  maxRedirects: z.int().min(0).max(10, "At most 10 redirects are followed.").default(5),
});
export type HttpSpec = z.infer<typeof HttpSpec>;
