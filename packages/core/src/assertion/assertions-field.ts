import { z } from "zod";
import type { Subject } from "./assertion.ts";
import { readAssertions } from "./read-assertions.ts";

/** Conditions, one a line, about the given subjects; empty for none, `usual` when not said. An error names the line and the column. */
export function assertionsField(subjects: readonly Subject[], usual: string) {
  return z
    .string()
    .max(4_000, { error: "The conditions are too long. Use at most 4,000 characters.", abort: true })
    .superRefine((text, context) => {
      for (const { line, column, message } of readAssertions(text, subjects).errors) {
        context.addIssue({ code: "custom", message: `Line ${line}, column ${column}: ${message}` });
      }
    })
    .default(usual)
    .meta({ label: "Conditions", control: "assertions", subjects, place: "main", placeholder: "latency < 800ms else degraded" });
}
