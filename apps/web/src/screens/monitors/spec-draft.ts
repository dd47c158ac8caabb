import { type FormField, formFieldsOf } from "@vedette/core/form-fields";
import { kinds } from "@vedette/core/kinds";
import type { MonitorKind } from "@vedette/core/monitor-spec";
import { z } from "zod";

/** Settings of a kind while they are typed: numbers stay text, so that nothing is lost when it is refused. */
export type SpecDraft = { readonly [key: string]: DraftValue };
export type DraftValue = string | boolean | readonly DraftValue[] | SpecDraft;

export function fieldsOf(kind: MonitorKind): readonly FormField[] {
  return formFieldsOf(kinds[kind].schema);
}

/** What stands in the fields for a value; what the value does not say stands as it usually is. */
export function draftFrom(fields: readonly FormField[], value: Record<string, unknown>): SpecDraft {
  return Object.fromEntries(fields.map((field) => [field.key, draftValue(field, value[field.key] ?? field.usual)]));
}

function draftValue({ control, meta }: FormField, value: unknown): DraftValue {
  switch (control.type) {
    case "switch":
      return value === true;
    case "number":
      return typeof value === "number" ? String(meta.control === "seconds" ? value / 1_000 : value) : "";
    case "group":
      return draftFrom(control.fields, recordOf(value));
    case "union": {
      const option = control.options.find((each) => each.value === recordOf(value)[control.by]) ?? control.options[0];
      return { [control.by]: option?.value ?? "", ...draftFrom(option?.fields ?? [], recordOf(value)) };
    }
    case "list": {
      const items = Array.isArray(value) ? value : [];
      const { fields } = control;
      return fields === null ? items.join("\n") : items.map((item) => draftFrom(fields, recordOf(item)));
    }
    case "choice":
      return typeof value === "string" || typeof value === "number" ? String(value) : "";
    case "text":
      return typeof value === "string" ? value : "";
  }
}

/** What the fields ask for, for the schema to judge. An optional number that was not typed is left out. */
export function inputFrom(fields: readonly FormField[], draft: SpecDraft): Record<string, unknown> {
  const entries = fields.map((field) => [field.key, inputValue(field, draft[field.key])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function inputValue({ control, meta, isOptional }: FormField, value: DraftValue | undefined): unknown {
  switch (control.type) {
    case "switch":
      return value === true;
    case "number": {
      const text = typeof value === "string" ? value : "";
      if (text.trim() === "" && isOptional) return undefined;
      return meta.control === "seconds" ? Math.round(numberOf(text) * 1_000) : numberOf(text);
    }
    case "group":
      return inputFrom(control.fields, recordOf(value));
    case "union": {
      const chosen = recordOf(value)[control.by];
      const option = control.options.find((each) => each.value === chosen);
      return { [control.by]: chosen, ...inputFrom(option?.fields ?? [], recordOf(value)) };
    }
    case "list": {
      const { fields } = control;
      if (fields === null) return linesOf(value);
      return (Array.isArray(value) ? value : []).map((item) => inputFrom(fields, recordOf(item)));
    }
    case "choice":
      return control.isNumeric === true ? Number(value) : value;
    case "text":
      return value;
  }
}

/** An empty item of a list. */
export function emptyItem(fields: readonly FormField[]): SpecDraft {
  return draftFrom(fields, {});
}

/** Numbers as people type them; what is no number becomes NaN, which every field refuses with its own sentence. */
export function numberOf(text: string): number {
  const trimmed = text.trim().replace(",", ".");
  return trimmed === "" ? Number.NaN : Number(trimmed);
}

function linesOf(value: DraftValue | undefined): string[] {
  if (typeof value !== "string") return [];
  return value
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

const RecordShape = z.record(z.string(), z.custom<DraftValue>());

function recordOf(value: unknown): SpecDraft {
  return RecordShape.safeParse(value).data ?? {};
}

/** The draft with one more condition; one that it has already is not added again. */
export function withCondition(draft: SpecDraft, line: string): SpecDraft {
  const text = typeof draft["assertions"] === "string" ? draft["assertions"] : "";
  const lines = text.split("\n").filter((each) => each.trim() !== "");
  return lines.includes(line) ? draft : { ...draft, assertions: [...lines, line].join("\n") };
}
