import { z } from "zod";

// eslint-disable-next-line no-control-regex -- the point is to name them
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;

/** A single line that a person typed: trimmed, 1 to `maxLength` characters, no control characters. */
export function singleLine(label: string, maxLength: number) {
  return z
    .string()
    .trim()
    .min(1, `${label} is empty. Type at least one character.`)
    .max(maxLength, `${label} is too long. Use at most ${maxLength} characters.`)
    .refine((text) => !controlCharacters.test(text), `${label} contains a control character or a line break. Remove it.`);
}

/** Text of several lines: at most `maxLength` characters, no control characters but tab and line breaks. */
export function multiLine(label: string, maxLength: number) {
  return z
    .string()
    .max(maxLength, `${label} is too long. Use at most ${maxLength} characters.`)
    .refine((text) => !controlCharacters.test(text.replaceAll(/[\t\n\r]/g, "")), `${label} contains a control character. Remove it.`);
}

/** Lower-case letters, digits and inner hyphens, 1 to 60 characters: safe in a path and in a file name. */
export const Slug = z
  .string()
  .min(1, "The address is empty.")
  .max(60, "The address is too long. Use at most 60 characters.")
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "Use lower-case letters, digits and single hyphens, such as acme-status.");
export type Slug = z.infer<typeof Slug>;

/** A slug made from any name; `fallback` where nothing of the name survives, as with emoji. */
export function slugOf(name: string, fallback: string): Slug {
  const slug = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 48)
    .replace(/-+$/, "");
  return slug === "" ? fallback : slug;
}
