import { type Inline, lightMarkdown, linkedText } from "@vedette/core/light-markdown";

/** Text with the few marks of `lightMarkdown`. Nothing of it is markup: React writes every word as text. */
export function LightText({ text }: { text: string }) {
  return (
    <div className="flex flex-col gap-2 text-sm wrap-anywhere">
      {lightMarkdown(text).map((block, i) => {
        switch (block.kind) {
          case "heading":
            return (
              <p key={i} className={block.level === 1 ? "mt-2 text-base font-semibold" : "mt-2 font-semibold"}>
                <Parts parts={block.parts} />
              </p>
            );
          case "list":
            return (
              <ul key={i} className="list-disc pl-5">
                {block.items.map((item, nth) => (
                  <li key={nth}>
                    <Parts parts={item} />
                  </li>
                ))}
              </ul>
            );
          case "paragraph":
            return (
              <p key={i}>
                {block.lines.map((line, nth) => (
                  <span key={nth}>
                    {nth > 0 && <br />}
                    <Parts parts={line} />
                  </span>
                ))}
              </p>
            );
        }
      })}
    </div>
  );
}

/** Plain text with its line breaks, of which only links are recognised, as readers of pages see it. `lead` stands before it in bold. */
export function LinkedText({ lead, text }: { lead?: string; text: string }) {
  return (
    <p className="text-sm whitespace-pre-line wrap-anywhere">
      {lead !== undefined && <strong>{lead} </strong>}
      <Parts parts={linkedText(text)} />
    </p>
  );
}

function Parts({ parts }: { parts: readonly Inline[] }) {
  return parts.map((part, i) => {
    switch (part.kind) {
      case "text":
        return part.text;
      case "bold":
        return <strong key={i}>{part.text}</strong>;
      case "code":
        return (
          <code key={i} className="rounded bg-surface px-1 font-mono text-xs">
            {part.text}
          </code>
        );
      case "link":
        return (
          <a
            key={i}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="text-accent underline underline-offset-2"
          >
            {part.text}
          </a>
        );
    }
  });
}
