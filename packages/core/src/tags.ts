import { z } from "zod";
import { singleLine } from "./text.ts";

export const mostTags = 20;

/** A word that monitors are found by: trimmed, lower case, 1 to 50 characters. Commas separate tags wherever people type several. */
export const Tag = z
  .string()
  .transform((typed) => typed.normalize("NFC").trim().toLowerCase())
  .pipe(singleLine("A tag", 50).refine((tag) => !tag.includes(","), "A tag cannot contain a comma. Make it two tags."));

/** Tags in one order, each once; at most 20. */
export const Tags = z
  .array(Tag)
  .max(100)
  .transform((tags) => [...new Set(tags)].toSorted())
  .refine((tags) => tags.length <= mostTags, `A monitor has at most ${mostTags} tags. Remove some.`);
export type Tags = z.infer<typeof Tags>;
