"use client";
import { useState } from "react";
import { SelectField, TextField } from "../../ui/field.tsx";
import { numberOf } from "./spec-draft.ts";

const unitsS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
type SpanUnit = keyof typeof unitsS;

type SpanFieldProps = {
  label: string;
  hint?: string;
  placeholder?: string | undefined;
  error: string | undefined;
  /** Seconds, as typed; empty for none. */
  value: string;
  onChange: (seconds: string) => void;
};

/** A span of time in the unit that says it shortest, or the one that was chosen. */
export function SpanField({ label, hint, placeholder, error, value, onChange }: SpanFieldProps) {
  const seconds = numberOf(value);
  const [chosen, setChosen] = useState<SpanUnit | null>(null);
  const unit = chosen ?? shortest(seconds);
  const shown = Number.isNaN(seconds) ? value : String(seconds / unitsS[unit]);
  const type = (text: string, next: SpanUnit) => {
    setChosen(next);
    const number = numberOf(text);
    onChange(Number.isNaN(number) ? text : String(number * unitsS[next]));
  };
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <TextField
          label={label}
          {...(hint === undefined ? {} : { hint })}
          placeholder={placeholder}
          error={error}
          inputMode="decimal"
          autoComplete="off"
          value={shown}
          onChange={(event) => type(event.target.value, unit)}
        />
      </div>
      <div className="mt-6 w-28 shrink-0">
        <SelectField
          label={`Unit of ${label}`}
          hideLabel
          value={unit}
          onChange={(event) => type(shown, event.target.value as SpanUnit) /* safe because the options are the units */}
        >
          {Object.keys(unitsS).map((each) => (
            <option key={each}>{each}</option>
          ))}
        </SelectField>
      </div>
    </div>
  );
}

function shortest(seconds: number): SpanUnit {
  const units = Object.keys(unitsS) as SpanUnit[]; // safe because the literal's keys are the type
  return (seconds > 0 ? units.findLast((unit) => seconds % unitsS[unit] === 0) : undefined) ?? "seconds";
}
