"use client";
import type { MonitorKind } from "@vedette/core/monitor-spec";
import { TextAreaField } from "../../ui/field.tsx";
import type { FieldProps } from "./spec-fields.tsx";

/** Conditions as text. */
export function AssertionsField({ field, value, onChange, errors, path }: FieldProps & { kind: MonitorKind }) {
  return (
    <TextAreaField
      label={field.meta.label}
      hint="One a line."
      placeholder={field.meta.placeholder}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.target.value)}
      error={errors[path]}
      spellCheck={false}
      className="font-mono"
    />
  );
}
