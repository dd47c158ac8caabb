"use client";
import { IntervalMs } from "@vedette/core/monitor";
import { type SubmitEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";

const units = { seconds: 1_000, minutes: 60_000, hours: 3_600_000 } as const;
type Unit = keyof typeof units;

type IntervalChangeProps = { pending: boolean; onChange: (intervalMs: number) => void };

/** One interval for many monitors. */
export function IntervalChange({ pending, onChange }: IntervalChangeProps) {
  const [every, setEvery] = useState("1");
  const [unit, setUnit] = useState<Unit>("minutes");
  const typed = every.trim().replace(",", ".");
  const reading = IntervalMs.safeParse(typed === "" ? Number.NaN : Math.round(Number(typed) * units[unit]));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (reading.success) onChange(reading.data);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-2">
        <div className="w-28">
          <TextField
            label="Check every"
            inputMode="decimal"
            value={every}
            onChange={(event) => setEvery(event.target.value)}
            error={reading.error?.issues[0]?.message}
          />
        </div>
        <SelectField
          label="Unit"
          className="w-auto"
          value={unit}
          // safe because the options are the keys
          onChange={(event) => setUnit(event.target.value as Unit)}
        >
          {Object.keys(units).map((each) => (
            <option key={each}>{each}</option>
          ))}
        </SelectField>
      </div>
      <p className="text-muted">
        Monitors whose timeout is longer keep the interval they have, and you are told which. Heartbeats, groups and what is set by hand
        have none.
      </p>
      <div className="flex justify-end">
        <Button type="submit" look="primary" pending={pending}>
          Change the interval
        </Button>
      </div>
    </form>
  );
}
