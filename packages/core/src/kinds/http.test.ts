import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HttpUrl } from "../http-url.ts";
import { StatusSet, statusMatches } from "../status-set.ts";
import { HttpSpec } from "./http.ts";

describe("HttpUrl", () => {
  it.each([
    ["https://example.com", "https://example.com/"],
    ["  http://Example.COM:8080/a?b=c#d ", "http://example.com:8080/a?b=c"],
    ["https://münchen.example/", "https://xn--mnchen-3ya.example/"],
    ["http://[::1]:80/", "http://[::1]/"],
    // The parser, not the eye, decides which host it is; the dialer then refuses or dials that.
    ["http://0x7f.1/", "http://127.0.0.1/"],
  ])("reads %s as %s", (typed, read) => {
    expect(HttpUrl.parse(typed)).toBe(read);
  });

  it.each([
    ["", /Type the address/],
    ["example.com/path", /no scheme\. Did you mean https:\/\/example\.com\/path/],
    ["ftp://example.com", /begin with ftp:\/\/ cannot be watched/],
    ["file:///etc/passwd", /file:\/\/ cannot/],
    ["javascript:alert(1)", /no scheme/],
    ["https://user:secret@example.com", /user name or password/],
    ["https://user@example.com", /user name or password/],
    ["https://", /cannot be read|no usable host/],
    ["https://127.0.0.257/", /cannot be read/],
    [`https://example.com/${"a".repeat(10_000)}`, /too long/],
    ["https://exam ple.com", /space, a backslash or a control/],
    ["https://example.com/\u0000", /control/],
    ["https://example.com/a\nb", /control/],
    ["https://good.example\\@evil.example/", /backslash/],
  ])("refuses %j and says what to do", (typed, message) => {
    const parsed = HttpUrl.safeParse(typed);
    expect(parsed.error?.issues[0]?.message).toMatch(message);
  });

  it("answers any text with an address or a message, and a parsed address parses to itself", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary", maxLength: 80 }), fc.webUrl({ withQueryParameters: true, withFragments: true })),
        (typed) => {
          const parsed = HttpUrl.safeParse(typed);
          if (parsed.success) expect(HttpUrl.parse(parsed.data)).toBe(parsed.data);
          else expect(parsed.error.issues[0]?.message.length).toBeGreaterThan(10);
        },
      ),
    );
  });
});

describe("StatusSet", () => {
  it.each([
    ["2xx", [200, 299], [199, 300]],
    ["2xx, 301", [204, 301], [302]],
    ["404-410", [404, 407, 410], [403, 411]],
    ["200", [200], [201]],
  ])("%s matches %j and not %j", (set, inside, outside) => {
    const parsed = StatusSet.parse(set);
    expect(inside.every((status) => statusMatches(parsed, status))).toBe(true);
    expect(outside.some((status) => statusMatches(parsed, status))).toBe(false);
  });

  it.each(["", "ok", "2x", "600", "200-", "200..299", "1000"])("refuses %j", (set) => {
    expect(StatusSet.safeParse(set).success).toBe(false);
  });
});

it("fills in what was not said, and refuses what it does not know", () => {
  expect(HttpSpec.parse({ kind: "http", url: "https://example.com" })).toMatchObject({
    kind: "http",
    url: "https://example.com/",
    method: "GET",
    timeoutMs: 10_000,
    expectedStatus: "2xx",
    maxRedirects: 5,
  });
  expect(HttpSpec.safeParse({ kind: "http", url: "https://example.com", verifyTls: false }).success).toBe(false);
});
