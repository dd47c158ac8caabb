import type { AttributeTest, Compound, Selector, Step } from "@vedette/core/css-selector";

const voidTags = new Set("area base br col embed hr img input link meta param source track wbr".split(" "));
const hiddenTags = new Set("head script style template noscript iframe noembed noframes".split(" "));
const inlineTags = new Set(
  "a abbr b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q s samp small span strong sub sup time tt u var wbr".split(
    " ",
  ),
);
/** Where end tags are left out: an element of the key ends when one of the value begins. */
const endedBy: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["li", new Set(["li"])],
  ["tr", new Set(["tr"])],
  ["td", new Set(["td", "th", "tr"])],
  ["th", new Set(["td", "th", "tr"])],
  ["dt", new Set(["dt", "dd"])],
  ["dd", new Set(["dt", "dd"])],
  ["option", new Set(["option"])],
]);
const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
const attributePattern = /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** An open element. The bits are steps of the selector: those that match it, it or one above it, its last child, any of its children. */
type Open = {
  tag: string;
  own: number;
  line: number;
  lastChild: number;
  anyChild: number;
  children: number;
  isHidden: boolean;
  isPicked: boolean;
};

/** Keeps, while a page goes by, what is open and what was read. */
export class PageReader {
  readonly #steps: readonly Step[];
  readonly #lastSteps: number;
  readonly #isWhole: boolean;
  readonly #open: Open[];
  readonly #counts = new Map<string, number>();
  readonly #parts: string[] = [];
  #hasPicked = false;

  constructor(selector: Selector | null) {
    this.#isWhole = selector === null;
    this.#steps = selector?.flat() ?? [];
    let ends = 0;
    this.#steps.forEach((_, i) => {
      const next = this.#steps[i + 1];
      if (next === undefined || next.combinator === "") ends |= 1 << i;
    });
    this.#lastSteps = ends;
    this.#open = [{ tag: "", own: 0, line: 0, lastChild: 0, anyChild: 0, children: 0, isHidden: false, isPicked: this.#isWhole }];
  }

  text(raw: string): void {
    const { isHidden, isPicked } = this.#top();
    if (raw !== "" && !isHidden && isPicked) this.#parts.push(decoded(raw).replaceAll(/\s+/g, " "));
  }

  open(tag: string, attributes: string): void {
    let parent = this.#top();
    while (endedBy.get(parent.tag)?.has(tag) === true || (parent.tag === "p" && !inlineTags.has(tag))) {
      this.close(parent.tag);
      parent = this.#top();
    }
    parent.children++;
    const values = this.#isWhole ? new Map<string, string>() : attributesOf(attributes);
    const own = this.#matches(tag, values, parent);
    const isRoot = (own & this.#lastSteps) !== 0 && !parent.isPicked;
    const isPicked = isRoot || parent.isPicked;
    if (isRoot || !inlineTags.has(tag)) this.#endLine();
    this.#hasPicked ||= isRoot;
    parent.lastChild = own;
    parent.anyChild |= own;
    if (voidTags.has(tag)) {
      if (isRoot) this.#parts.push(values.get("content") ?? values.get("value") ?? "", "\n");
      return;
    }
    const isHidden = !isRoot && (parent.isHidden || hiddenTags.has(tag));
    this.#open.push({ tag, own, line: own | parent.line, lastChild: 0, anyChild: 0, children: 0, isHidden, isPicked });
    this.#counts.set(tag, (this.#counts.get(tag) ?? 0) + 1);
  }

  /** Closes the innermost open element of this tag and all inside it; does nothing when there is none. */
  close(tag: string): void {
    if ((this.#counts.get(tag) ?? 0) === 0) return;
    for (;;) {
      const closed = this.#open.pop();
      if (closed === undefined) return;
      this.#counts.set(closed.tag, (this.#counts.get(closed.tag) ?? 1) - 1);
      if (!inlineTags.has(closed.tag) || closed.isPicked !== this.#top().isPicked) this.#endLine();
      if (closed.tag === tag) return;
    }
  }

  result(): string | null {
    if (!this.#isWhole && !this.#hasPicked) return null;
    return this.#parts
      .join("")
      .split("\n")
      .map((line) => line.replaceAll(/ {2,}/g, " ").trim())
      .filter((line) => line !== "")
      .join("\n");
  }

  #top(): Open {
    const top = this.#open.at(-1);
    if (top === undefined) throw new Error("the root of a page is never closed");
    return top;
  }

  #endLine(): void {
    if (this.#parts.length > 0 && this.#parts.at(-1) !== "\n") this.#parts.push("\n");
  }

  #matches(tag: string, attributes: ReadonlyMap<string, string>, parent: Open): number {
    let own = 0;
    this.#steps.forEach(({ combinator, compound }, i) => {
      const before = 1 << (i - 1);
      const isRelated = {
        "": 1,
        " ": parent.line & before,
        ">": parent.own & before,
        "+": parent.lastChild & before,
        "~": parent.anyChild & before,
      };
      if (isRelated[combinator] !== 0 && isLike(compound, tag, attributes, parent.children)) own |= 1 << i;
    });
    return own;
  }
}

function isLike({ tag, attributes, place }: Compound, name: string, values: ReadonlyMap<string, string>, nth: number): boolean {
  return (tag === "" || tag === name) && (place === 0 || place === nth) && attributes.every((test) => passes(test, values.get(test.name)));
}

function passes({ operator, value }: AttributeTest, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  if (operator === "") return true;
  if (operator === "=") return actual === value;
  if (operator === "~=") return actual.split(/\s+/).includes(value);
  if (value === "") return false;
  if (operator === "^=") return actual.startsWith(value);
  return operator === "$=" ? actual.endsWith(value) : actual.includes(value);
}

function attributesOf(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const [, name = "", double, single, bare] of text.matchAll(attributePattern)) {
    const key = name.toLowerCase();
    if (!values.has(key)) values.set(key, decoded(double ?? single ?? bare ?? ""));
  }
  return values;
}

/** The few entities that stand for themselves in markup, and numbers; any other is left as it is written. */
function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code <= 0x10ffff && code > 0 ? String.fromCodePoint(code) : whole;
  });
}
