import { z } from "zod";
import type { FieldMeta } from "./field-meta.ts";
import { minSecretLength } from "./fields.ts";
import { HttpUrl } from "./http-url.ts";
import { hiddenSecret } from "./secret-fields.ts";
import { singleLine } from "./text.ts";

/** Fields that several kinds of channels share. Each says what a form shows of it. */

type Words = Omit<FieldMeta, "label" | "secret" | "place">;

/** An address that is a key itself: people read its host again, never its path. */
export function secretUrl(label: string, words: Words = {}) {
  return HttpUrl.meta({ label, secret: "path", place: "main", ...words });
}

/** The address of a server that somebody runs themselves; `usual` is the public one, where there is one. */
export function serverUrl(words: Words, usual?: string) {
  const base = HttpUrl.refine((url) => new URL(url).search === "", "Type the address of the server alone, without a question mark.");
  return usual === undefined
    ? base.meta({ label: "Server", place: "main", ...words })
    : base.default(`${usual}/`).meta({ label: "Server", hint: "Only for an instance of your own.", ...words });
}

/** What a text has to look like, and the sentence when it does not. */
type Pattern = readonly [pattern: RegExp, message: string];

const oneWord: Pattern = [/^[\u0021-\u007e]*$/, "This contains a blank or a character that no key has. Copy it again."];

/** A key or token, as one word; its hidden form stands for one that is kept. */
export function token(label: string, words: Words = {}, [pattern, message]: Pattern = oneWord) {
  return z
    .string()
    .trim()
    .min(minSecretLength, `Type at least ${minSecretLength} characters.`)
    .max(2_000, "This is too long. Use at most 2,000 characters.")
    .refine((text) => text === hiddenSecret || pattern.test(text), message)
    .meta({ label, secret: true, place: "main", ...words });
}

/** One line that has to be typed. */
export function lineField(label: string, maxLength: number, words: Words = {}, [pattern, message]: Pattern = [/./, ""]) {
  return singleLine(label, maxLength)
    .regex(pattern, message)
    .meta({ label, place: "main", ...words });
}

/** Whether messages carry buttons whose presses the service reports to us. */
export const pressButtons = z
  .boolean()
  .default(true)
  .meta({ label: "Buttons that act in the chat", place: "main", hint: "To acknowledge, and to snooze for an hour." });

/** A telephone number in international form. */
export const PhoneNumber = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{6,14}$/, "Type the number with + and country code, without blanks, such as +4915112345678.");
