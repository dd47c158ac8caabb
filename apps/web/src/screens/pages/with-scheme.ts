export type Scheme = "light" | "dark";

const darkQuery = /@media\s*\(prefers-color-scheme:\s*dark\)/g;

/**
 * The same document, always light or always dark. A frame does not reliably follow the colours of the page around it, so the
 * question that the sheet asks is replaced by its answer.
 */
export function withScheme(html: string, scheme: Scheme): string {
  return html
    .replace(darkQuery, scheme === "dark" ? "@media all" : "@media not all")
    .replace("color-scheme:light dark", `color-scheme:${scheme}`);
}
