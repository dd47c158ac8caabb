import fc from "fast-check";
import { expect, it } from "vitest";
import { type Block, type Inline, lightMarkdown, linkedText } from "./light-markdown.ts";

const textOf = (parts: readonly Inline[]) => parts.map(({ text }) => text).join("");

it("knows headings, lists, paragraphs, bold, code and links", () => {
  expect(
    lightMarkdown("## What happened\nThe **disk** was `full`,\nsee https://wiki.example/a?b=1.\n\n- one\n- [two](https://x.example/)\n"),
  ).toEqual([
    { kind: "heading", level: 2, parts: [{ kind: "text", text: "What happened" }] },
    {
      kind: "paragraph",
      lines: [
        [
          { kind: "text", text: "The " },
          { kind: "bold", text: "disk" },
          { kind: "text", text: " was " },
          { kind: "code", text: "full" },
          { kind: "text", text: "," },
        ],
        [
          { kind: "text", text: "see " },
          { kind: "link", text: "https://wiki.example/a?b=1", href: "https://wiki.example/a?b=1" },
          { kind: "text", text: "." },
        ],
      ],
    },
    { kind: "list", items: [[{ kind: "text", text: "one" }], [{ kind: "link", text: "two", href: "https://x.example/" }]] },
  ]);
});

it.each([
  "[x](javascript:alert(1))",
  "<img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  "[a](data:text/html,x)",
  "**",
  "``",
  "#no",
  "-no",
])("leaves %s as text", (source) => {
  const [block] = lightMarkdown(source);
  expect(block).toEqual({ kind: "paragraph", lines: [[{ kind: "text", text: source }]] });
});

it("links to nothing but http and https, and loses no word, whatever is typed", () => {
  const piece = fc.constantFrom("[", "](", ")", "**", "`", "# ", "- ", "\n", "a", " ", "https://x.example", "javascript:", "<", '"');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40, size: "max" }), (pieces) => {
      const source = pieces.join("");
      const lines = (block: Block) => (block.kind === "heading" ? [block.parts] : block.kind === "list" ? block.items : block.lines);
      const parts = lightMarkdown(source).flatMap(lines);
      for (const part of parts.flat()) if (part.kind === "link") expect(part.href).toMatch(/^https?:\/\//);
      const letters = (text: string) => text.replaceAll(/[^a]/g, "").length;
      expect(letters(parts.map(textOf).join(""))).toBeLessThanOrEqual(letters(source));
      if (!source.includes("](")) expect(letters(parts.map(textOf).join(""))).toBe(letters(source));
    }),
  );
});

it("finds links to http and https in plain text, knows no other mark, and loses no character", () => {
  expect(linkedText("**See** https://x.example/a?b=1, or\n`http://y.example`.").filter(({ text }) => text !== "")).toEqual([
    { kind: "text", text: "**See** " },
    { kind: "link", text: "https://x.example/a?b=1", href: "https://x.example/a?b=1" },
    { kind: "text", text: ", or\n`" },
    { kind: "link", text: "http://y.example", href: "http://y.example" },
    { kind: "text", text: "`." },
  ]);
  const piece = fc.constantFrom("https://x.example", "javascript:alert(1)", "[a](", ")", '"', "<", "**", "\n", " ", "a");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40, size: "max" }), (pieces) => {
      const parts = linkedText(pieces.join(""));
      expect(textOf(parts)).toBe(pieces.join(""));
      for (const part of parts) expect(part.kind === "link" ? part.href : "http://").toMatch(/^https?:\/\/[^"<>\s]*$/);
    }),
  );
});
