import type { z } from "zod";
import type { Subject } from "./assertion/assertion.ts";

/**
 * What a form needs to know of a field beyond its schema; set with `.meta()` as the last call, since every other call drops it.
 * One form is generated from these for every kind of monitor.
 */
export type FieldMeta = {
  label: string;
  hint?: string;
  placeholder?: string;
  /** Of a list: what is added to it, such as "a header". */
  item?: string;
  /** How it is typed, where its type alone does not say: several lines, milliseconds shown as seconds, the language of conditions. */
  control?: "lines" | "seconds" | "assertions" | "monitors";
  /** What conditions typed here can be about. */
  subjects?: readonly Subject[];
  /** Words for the values of a choice, or for the members of a union by their discriminator. */
  choices?: Record<string, string>;
  /** Written once and never read again: sealed at rest, shown as `hiddenSecret`. `path`: an address of which the host alone is shown. */
  secret?: boolean | "path";
  /** `address`: what the monitor watches, at the top. `main`: always shown. Absent: folded away under "All settings". */
  place?: "address" | "main";
};

declare module "zod" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what zod lets us extend
  interface GlobalMeta extends FieldMeta {}
}

/** The meta of a schema, looked for through defaults, optionals and pipes. Undefined where nothing was said. */
export function metaOf(schema: z.core.$ZodType): FieldMeta | undefined {
  // safe because every schema of the house is made by zod's classic builder
  return (schema as z.ZodType).meta();
}
