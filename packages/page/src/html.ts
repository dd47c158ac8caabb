/** Markup that is already safe. Made by `html` alone, so text can never pass for it. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

export type Interpolated = Html | string | number | null | false | readonly Interpolated[];

/**
 * Markup from a template: whatever is interpolated is escaped unless it is `Html` itself, so it is safe as text and inside quoted
 * attributes, in HTML and in XML alike. Lists are joined; null and false vanish. Put every attribute in double quotes.
 */
export function html(parts: TemplateStringsArray, ...values: Interpolated[]): Html {
  return new Html(parts.reduce((markup, part, i) => markup + markupOf(values[i - 1] ?? null) + part));
}

function markupOf(value: Interpolated): string {
  if (value === null || value === false) return "";
  if (value instanceof Html) return value.markup;
  if (typeof value === "string") return escape(value);
  if (typeof value === "number") return String(value);
  return value.map(markupOf).join("");
}

// XML 1.0 forbids these even when escaped; one of them would make a whole feed unreadable.
// eslint-disable-next-line no-control-regex -- the point is to name them
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "`": "&#96;" };

function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(forbidden, "\ufffd")
    .replaceAll(/[&<>"'`]/g, (char) => entities[char] ?? "");
}
