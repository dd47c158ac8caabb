import { z } from "zod";
import { multiLine } from "./text.ts";

/** What somebody says of an incident, in the few marks of `lightMarkdown`. */
export const Comment = multiLine("The comment", 4_000).refine(
  (text) => text.trim() !== "",
  "The comment is empty. Type at least one word.",
);
export type Comment = z.infer<typeof Comment>;
