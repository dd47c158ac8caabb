import type { FormField } from "@vedette/core/form-fields";

/** Each setting that is not what it usually is, as a person reads it. Of secrets and texts of several lines only that they are set. */
export function settingsInWords(fields: readonly FormField[], value: Record<string, unknown>): [label: string, text: string][] {
  return fields.flatMap((field): [string, string][] => {
    const { control, meta } = field;
    const set = value[field.key];
    if (control.type === "group") return isRecord(set) ? settingsInWords(control.fields, set) : [];
    const text = textOf(field, set);
    return text === "" || text === textOf(field, field.usual) ? [] : [[meta.label, text]];
  });
}

function textOf({ control, meta }: FormField, value: unknown): string {
  switch (control.type) {
    case "switch":
      return value === true ? "on" : "off";
    case "union": {
      const chosen = isRecord(value) ? String(value[control.by]) : "";
      return meta.choices?.[chosen] ?? chosen;
    }
    case "list":
      if (!Array.isArray(value) || value.length === 0) return "";
      return control.fields === null ? value.join(", ") : value.map(nameOf).join(", ");
    case "choice":
      return meta.choices?.[String(value)] ?? String(value);
    case "number":
      return String(value);
    case "group":
    case "text": {
      const text = typeof value === "string" ? value : "";
      return text !== "" && (meta.secret === true || text.includes("\n")) ? "set" : text;
    }
  }
}

/** An entry of a list by its name alone: what stands behind it may be private. */
function nameOf(entry: unknown): string {
  return isRecord(entry) && typeof entry["name"] === "string" ? entry["name"] : "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
