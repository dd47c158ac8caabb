import { expect, it } from "vitest";
import { errorSentence, noticeSentence } from "./form-messages.ts";

it("has a sentence for what the server says", () => {
  expect(errorSentence("credentials")).toMatch(/password/);
  expect(noticeSentence("reset-sent")).toMatch(/link/);
});

it.each(["<script>", "toString", "__proto__", "constructor", "", undefined])(
  "shows nothing for %s, which anybody can write into an address",
  (code) => {
    expect(errorSentence(code)).toBeNull();
    expect(noticeSentence(code)).toBeNull();
  },
);
