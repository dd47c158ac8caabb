import fc from "fast-check";
import { expect, it } from "vitest";
import { html } from "./html.ts";

it("escapes what could end an element or an attribute, and keeps what is markup already", () => {
  expect(html`<p title="${`"'<&>\``}">${html`<b>${"<i>"}</b>`}${["a&", 1, null, false]}</p>`.markup).toBe(
    '<p title="&quot;&#39;&lt;&amp;&gt;&#96;"><b>&lt;i&gt;</b>a&amp;1</p>',
  );
});

it("lets no text through that XML forbids", () => {
  expect(html`${"a\u0000b\u001bc\ud800d\uffffe"}`.markup).toBe("a\ufffdb\ufffdc\ufffdd\ufffde");
});

it("never leaves a character in text that has a meaning in markup", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
      expect(html`${text}`.markup).not.toMatch(/[<>"'`]|&(?!(amp|lt|gt|quot|#39|#96);)/);
    }),
  );
});
