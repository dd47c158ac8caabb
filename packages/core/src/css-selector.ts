export type AttributeTest = { name: string; operator: "" | "=" | "~=" | "^=" | "$=" | "*="; value: string };
/** Everything that has to hold of one element. `tag` empty: any. `place`: the n-th child, 0 for any. */
export type Compound = { tag: string; attributes: readonly AttributeTest[]; place: number };
/** How an element relates to the one before it in the selector; `""` for the first. */
export type Step = { combinator: "" | " " | ">" | "+" | "~"; compound: Compound };
/** Alternatives, each from left to right. */
export type Selector = readonly (readonly Step[])[];

/** Steps are kept as bits of one number while a page is read. */
const maxSteps = 30;
const name = String.raw`-?[a-zA-Z_\u0080-\uffff][\w\u0080-\uffff-]*`;
const simple = new RegExp(
  String.raw`([#.])(${name})|\[\s*([\w:-]+)\s*(?:([~^$*]?=)\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*)?\]|:(first-child|nth-child\(\s*(\d{1,4})\s*\))`,
  "y",
);
const tagName = /\*|[a-zA-Z][\w-]*/y;
const combinator = /\s*([>+~,])\s*|\s+/y;

/**
 * Reads a selector: tags, `#id`, `.class`, `[attribute]` with `=`, `~=`, `^=`, `$=`, `*=`, `:first-child`, `:nth-child(n)`, the combinators
 * space, `>`, `+`, `~`, and alternatives after commas. A string says what cannot be read. All of these match in one pass over a page.
 */
export function readSelector(typed: string): Selector | string {
  const text = typed.trim();
  const alternatives: Step[][] = [];
  let steps: Step[] = [];
  let relation: Step["combinator"] = "";
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  for (;;) {
    const start = at;
    const tag = take(tagName)?.[0] ?? "";
    const attributes: AttributeTest[] = [];
    let place = 0;
    for (let part = take(simple); part !== null; part = take(simple)) {
      const [, sign, word = "", attribute = "", operator = "", ...rest] = part;
      const [double, single, bare, pseudo, nth] = rest;
      if (pseudo !== undefined) place = Number(nth ?? 1);
      else if (sign === "#") attributes.push({ name: "id", operator: "=", value: word });
      else if (sign === ".") attributes.push({ name: "class", operator: "~=", value: word });
      // safe because the expression has no other operators
      else
        attributes.push({
          name: attribute.toLowerCase(),
          operator: operator as AttributeTest["operator"],
          value: double ?? single ?? bare ?? "",
        });
    }
    if (at === start) return `Column ${at + 1}: expected a tag, .class, #id or [attribute].`;
    steps.push({ combinator: relation, compound: { tag: tag === "*" ? "" : tag.toLowerCase(), attributes, place } });
    if (at === text.length) break;
    const next = take(combinator);
    if (next === null) return `Column ${at + 1}: this part of CSS is not understood here.`;
    // safe because the expression has no other signs
    relation = (next[1] ?? " ") as Step["combinator"];
    if (next[1] !== ",") continue;
    alternatives.push(steps);
    steps = [];
    relation = "";
  }
  alternatives.push(steps);
  return alternatives.flat().length > maxSteps ? `The selector is too long. Use at most ${maxSteps} parts.` : alternatives;
}
