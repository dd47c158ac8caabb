import type { Selector } from "@vedette/core/css-selector";
import { PageReader } from "./page-reader.ts";

/** Everything up to their end tag is text. */
const rawTags = new Set("script style textarea title xmp iframe noembed noframes".split(" "));

/**
 * The text that people read of a page, a block a line, white space as one space; with a selector only that of the elements it picks, null
 * when it picks none. One pass and no tree: time and memory grow with the length of the page alone, however it is built. It reads HTML
 * as people write it and is no browser: end tags that are left out are guessed for lists, tables and paragraphs only.
 */
export function textOfHtml(html: string, selector: Selector | null): string | null {
  const reader = new PageReader(selector);
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    reader.text(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const [, isEnd, tag = ""] = /^<(\/?)([a-z][^\s/>]*)/i.exec(html.slice(open, open + 60)) ?? [];
    const isMarkup = tag !== "" || /^<(?:[!?]|\/[^\s>])/.test(html.slice(open, open + 3));
    if (!isMarkup) {
      reader.text("<");
      at = open + 1;
      continue;
    }
    const end = endOfTag(html, open, tag !== "");
    // As in a browser, what never ends swallows the rest; so no "<" looks for the same end twice.
    if (end < 0) break;
    at = end + 1;
    if (tag === "") continue;
    const name = tag.toLowerCase();
    if (isEnd === "/") {
      reader.close(name);
      continue;
    }
    reader.open(name, html.slice(open + 1 + tag.length, end));
    if (!rawTags.has(name)) continue;
    const until = endOfRaw(html, name, at);
    reader.text(html.slice(at, until));
    at = until;
  }
  return reader.result();
}

/** Where the `>` is that ends the markup at `open`; negative when it never ends. */
function endOfTag(html: string, open: number, isTag: boolean): number {
  if (html.startsWith("<!--", open)) {
    const end = html.indexOf("-->", open + 2);
    return end < 0 ? end : end + 2;
  }
  if (!isTag) return html.indexOf(">", open);
  let isValue = false;
  for (let at = open + 1; at < html.length; at++) {
    const character = html.charAt(at);
    if (character === ">") return at;
    // Only behind "=" does a quote begin a value.
    if (isValue && (character === '"' || character === "'")) {
      at = html.indexOf(character, at + 1);
      if (at < 0) return at;
    }
    if (character === "=") isValue = true;
    else if (character.trim() !== "") isValue = false;
  }
  return -1;
}

function endOfRaw(html: string, tag: string, from: number): number {
  const end = new RegExp(`</${tag}(?=[\\s/>])`, "gi");
  end.lastIndex = from;
  return end.exec(html)?.index ?? html.length;
}
