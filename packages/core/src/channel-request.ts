import { z } from "zod";
import { template } from "./alert-template.ts";
import { secret } from "./fields.ts";
import { hiddenSecret } from "./secret-fields.ts";

/** The parts of a request that a person may shape. */

export function methodField(usual: "POST") {
  return z.enum(["POST", "PUT", "PATCH", "GET", "DELETE"]).default(usual).meta({ label: "Method" });
}

// What frames the message is ours to say.
const reserved = /^(?:host|content-length|transfer-encoding|connection|upgrade|te|trailer|expect|webhook-.*)$/i;

export const headersField = z
  .array(
    z.strictObject({
      name: z
        .string()
        .trim()
        .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, "A header's name has letters, digits and - only.")
        .refine((name) => !reserved.test(name), "This header is set by Vedette.")
        .meta({ label: "Name", placeholder: "Authorization" }),
      value: secret("Value")
        .refine(
          (text) => text === hiddenSecret || /^[\t\u0020-\u007e]*$/.test(text),
          "This contains a line break or a character that no header carries.",
        )
        .meta({ label: "Value", secret: true }),
    }),
  )
  .max(20, "At most 20 headers.")
  .default([])
  .meta({ label: "Headers", item: "a header", hint: "Values cannot be read again." });

/** A body with fields of the alert; inside JSON they are escaped. */
export function bodyTemplate(hint: string) {
  return template("The body", 10_000).default("").meta({ label: "Body", control: "lines", hint });
}
