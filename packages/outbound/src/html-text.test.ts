import { cpuMsOf } from "@vedette/testkit/cpu-time";
import { readSelector } from "@vedette/core/css-selector";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textOfHtml } from "./html-text.ts";

const page = `<!doctype html><html><head><title>A &amp; B</title><meta name="version" content="1.2.3"><style>p > a { }</style></head>
<body class="dark main"><!-- <p>not me</p> --><h1 id=top>Prices<br>of today</h1>
<p class='lead intro'>Only <b>3&nbsp;&euro;</b>, <a href="/a?b=1&amp;c=2" title="a > b">buy</a>
<p>Second
<ul><li>one<li class="on">two<li>three</ul>
<table><tr><td>a<td>b<tr><td>c<td>d</table>
<div><div class="price"><span>12</span>.50</div></div><span class="price">1 &lt; 2</span><script>if (a < b) "<p>no</p>"</script>
<footer>a < b and 3<4</body></html>`;

const pick = (selector: string, html = page) => {
  const read = readSelector(selector);
  return typeof read === "string" ? read : textOfHtml(html, read);
};

it("reads what people read, a block a line", () => {
  expect(textOfHtml(page, null)).toBe(
    "Prices\nof today\nOnly 3 &euro;, buy\nSecond\none\ntwo\nthree\na\nb\nc\nd\n12.50\n1 < 2\na < b and 3<4",
  );
});

describe("a selector", () => {
  it.each([
    ["h1", "Prices\nof today"],
    ["#top", "Prices\nof today"],
    [".price", "12.50\n1 < 2"],
    ["div .price", "12.50"],
    ["div > .price > span", "12"],
    ["body > .price", "1 < 2"],
    ["div + span", "1 < 2"],
    ["h1 ~ span", "1 < 2"],
    ["ul + table td", "a\nb\nc\nd"],
    ["li.on, h1", "Prices\nof today\ntwo"],
    ["li:nth-child(3)", "three"],
    ["tr:nth-child(2) > td:first-child", "c"],
    ["p.lead.intro b", "3 &euro;"],
    ['a[href="/a?b=1&c=2"]', "buy"],
    ["a[href^='/a'][title$=b]", "buy"],
    ["body[class~=main] a[title*='>']", "buy"],
    ["[title]", "buy"],
    ["title", "A & B"],
    ["meta[name=version]", "1.2.3"],
    ["script", 'if (a < b) "<p>no</p>"'],
    ["p > ul", null],
    ["article", null],
    ["", "Column 1: expected a tag, .class, #id or [attribute]."],
    ["div >", "Column 6: expected a tag, .class, #id or [attribute]."],
    ["a:hover", "Column 2: this part of CSS is not understood here."],
    ["a b ".repeat(20), "The selector is too long. Use at most 30 parts."],
  ])("%s picks %j", (selector, text) => {
    expect(pick(selector)).toBe(text);
  });

  it("finds an element at any depth among any neighbours", () => {
    const tag = fc.constantFrom("div", "span", "ul", "b");
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 30 }), fc.array(tag, { maxLength: 10 }), (around, before) => {
        const html = `${around.map((t) => `<${t}>`).join("")}${before.map((t) => `<${t}></${t}>`).join("")}<i class=x>here</i>`;
        expect(pick(".x", html)).toBe("here");
        expect(pick([...around.slice(-20), ".x"].join(" > "), html)).toBe("here");
      }),
    );
  });
});

it("never throws, whatever a page is made of", () => {
  const piece = fc.constantFrom(
    "<",
    ">",
    "/",
    "a",
    "p",
    "li",
    "=",
    '"',
    "'",
    " ",
    "!",
    "--",
    "&",
    "&#0;",
    "&#x110000;",
    "script",
    "\n",
    "?",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void [textOfHtml(pieces.join(""), null), pick("a > li", pieces.join(""))]),
  );
});

it.each(["constructor", "toString", "hasOwnProperty"])("takes <%s> for a tag like any other", (tag) => {
  expect(textOfHtml(`<${tag}>one<li>two</${tag}>`, null)).toBe("one\ntwo");
});

it.each(["<a>", "<a></b>", "<p><b>", '<a "', "<a ='", "<!--", "<", "</", "<a b=c ", "&amp;", "<script>", "<td>", " \n", "<!", "< "])(
  "takes a megabyte of %j in its stride",
  (hostile) => {
    const html = hostile.repeat(1_048_576 / hostile.length);
    const cpuMs = cpuMsOf(() => {
      pick("a a a a a a a a > b ~ c + d", html);
      textOfHtml(html, null);
    });
    expect(cpuMs).toBeLessThan(2_000);
  },
);
