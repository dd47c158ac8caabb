import type { Receipt } from "@vedette/core/alert";
import { type Alert, cut } from "./channel-sender.ts";
import { nothingToTell } from "./read-answer.ts";

/** What a tracker can do. `open` answers with the issue's number as reference. */
export type Tracker = {
  open: (title: string, text: string) => Promise<Receipt>;
  comment: (issue: string, text: string) => Promise<Receipt>;
  /** Closing what is closed changes nothing. */
  close: (issue: string) => Promise<Receipt>;
};

/** An issue for each incident: commented on as it goes on, closed when it ends. What never was opened needs no end. */
export async function sendIssue({ words, phase, reference }: Alert, tracker: Tracker): Promise<Receipt> {
  const text = words.link === null ? words.text : `${words.text}\n\n${words.link.url}`;
  if (reference === null) {
    const isOver = phase === "resolved" || phase === "acknowledged";
    return isOver ? nothingToTell("No issue was opened for this incident.") : await tracker.open(cut(words.title, 250), cut(text, 30_000));
  }
  if (phase === "opened") return nothingToTell(`There is issue ${reference} already.`);
  // Closed first: should the comment fail, repeating both leaves one comment.
  const closed = phase === "resolved" ? await tracker.close(reference) : null;
  if (closed !== null && !closed.ok) return closed;
  return await tracker.comment(reference, `${cut(words.title, 250)}\n\n${cut(text, 30_000)}`);
}
