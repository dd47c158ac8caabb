import { expect, it } from "vitest";
import { hideIn, hider } from "./redaction.ts";

/** With both of the characters that base64 for addresses writes in another way. */
const secret = 'pü"s\\?>~ÿ/+?word';
const base64 = Buffer.from(secret).toString("base64");

it.each([
  ["as it is", secret],
  ["in base64", base64],
  ["in base64 without padding", base64.replace(/=+$/, "")],
  ["in base64 for addresses", base64.replaceAll("+", "-").replaceAll("/", "_")],
  ["percent-encoded", encodeURIComponent(secret)],
  ["inside of JSON", JSON.stringify({ secret })],
  ["as bytes that were read one by one", Buffer.from(secret).toString("latin1")],
])("hides a secret that a target writes back %s", (_, text) => {
  const shown = hider([secret])(`you sent ${text}, and again ${text}`);
  expect(shown.match(/\[redacted\]/g)).toHaveLength(2);
  for (const part of ["pü", "word", base64.slice(0, 8), "%22s"]) expect(shown).not.toContain(part);
});

it("hides the longer of two secrets whole, and leaves words alone that stand everywhere", () => {
  expect(hider(["hunter", "hunter2canary", "the"])("the hunter2canary of the hunter")).toBe("the [redacted] of the [redacted]");
});

it("hides in every string of a value, however deep, and keeps its shape", () => {
  const hide = hider(["hunter2"]);
  expect(hideIn({ a: [{ b: "is hunter2" }, 7, null, true], hunter2: "x" }, hide)).toEqual({
    a: [{ b: "is [redacted]" }, 7, null, true],
    hunter2: "x",
  });
});
