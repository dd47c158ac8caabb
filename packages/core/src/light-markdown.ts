export type Inline = { kind: "text" | "bold" | "code"; text: string } | { kind: "link"; text: string; href: string };
export type Block =
  | { kind: "heading"; level: 1 | 2 | 3; parts: Inline[] }
  | { kind: "list"; items: Inline[][] }
  | { kind: "paragraph"; lines: Inline[][] };

const bareLink = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'*`]/;
const marks = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\[([^[\]\n]+)\]\((https?:\/\/[^\s()<>"]+)\)/;
const inlines = new RegExp(`${marks.source}|(${bareLink.source})`, "g");
const links = new RegExp(`(${bareLink.source})`);

/**
 * The few marks that comments and post-mortems know: `# headings`, `- lists`, paragraphs, `**bold**`, code in backquotes and links to http
 * or https. Everything else is text as it was typed. One pass, so time grows with the length alone; what it returns holds no markup.
 */
export function lightMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const line of source.split(/\r?\n/)) {
    const heading = /^(#{1,3}) +(.+)$/.exec(line);
    const item = /^[-*] +(.+)$/.exec(line);
    if (heading !== null) {
      blocks.push({ kind: "heading", level: levelOf(heading[1]), parts: inlinesOf(heading[2] ?? "") });
      open = null;
    } else if (item !== null) {
      if (open?.kind !== "list") blocks.push((open = { kind: "list", items: [] }));
      open.items.push(inlinesOf(item[1] ?? ""));
    } else if (line.trim() === "") open = null;
    else {
      if (open?.kind !== "paragraph") blocks.push((open = { kind: "paragraph", lines: [] }));
      open.lines.push(inlinesOf(line));
    }
  }
  return blocks;
}

function levelOf(marks = "#"): 1 | 2 | 3 {
  return marks.length >= 3 ? 3 : marks.length === 2 ? 2 : 1;
}

function inlinesOf(line: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const match of line.matchAll(inlines)) {
    if (match.index > at) parts.push({ kind: "text", text: line.slice(at, match.index) });
    const [whole, code, bold, label, address, bare] = match;
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else if (bold !== undefined) parts.push({ kind: "bold", text: bold });
    else parts.push({ kind: "link", text: label ?? bare ?? whole, href: address ?? bare ?? whole });
    at = match.index + whole.length;
  }
  if (at < line.length) parts.push({ kind: "text", text: line.slice(at) });
  return parts;
}

/** Text in which nothing but links to http or https is recognised. Loses no character, and what it returns holds no markup. */
export function linkedText(source: string): Inline[] {
  // Splitting by a pattern in brackets keeps what it matched, at the odd places.
  return source.split(links).map((text, i) => (i % 2 === 1 ? { kind: "link", text, href: text } : { kind: "text", text }));
}
