import { type UptimeDefinition, UptimeDefinition as Schema } from "@vedette/core/uptime-definition";
import { exampleOf } from "@vedette/core/uptime-words";
import type { Problems } from "../../api/form-problems.ts";
import { within } from "../../api/form-problems.ts";
import { CheckboxField, SelectField } from "../../ui/field.tsx";
import { useOfNow } from "../../ui/time.tsx";
import { HoursFields } from "./hours-fields.tsx";

type UptimeFieldsProps = { definition: UptimeDefinition; problems: Problems; onChange: (definition: UptimeDefinition) => void };

const choices = [
  ["degraded", "Slow answers", { up: "count as up", down: "count as down", excluded: "are left out" }],
  ["maintenance", "Maintenance", { excluded: "is left out", up: "counts as up" }],
  ["noData", "Time without data", { excluded: "is left out", down: "counts as down" }],
  ["weighting", "Uptime is a share", { time: "of the time", checks: "of the checks" }],
] as const;

const officeHours = { days: [1, 2, 3, 4, 5], from: "09:00", until: "17:00" };

/** What counts as uptime, and what 99.95 % of it would allow. */
export function UptimeFields({ definition, problems, onChange }: UptimeFieldsProps) {
  const dayStart = useOfNow((now) => Math.floor(now / 86_400_000) * 86_400_000);
  const { hours } = definition;
  return (
    <fieldset className="flex min-w-0 flex-col gap-4">
      <legend className="sr-only">What counts as uptime</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        {choices.map(([key, label, words]) => (
          <SelectField
            key={key}
            label={label}
            value={definition[key]}
            // safe because the options are the words of this field
            onChange={(event) => onChange({ ...definition, [key]: event.target.value } as UptimeDefinition)}
          >
            {Object.entries(words).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </SelectField>
        ))}
      </div>
      <CheckboxField
        label="Count business hours alone"
        checked={hours !== null}
        onChange={(event) =>
          onChange({
            ...definition,
            hours: event.target.checked ? { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, ranges: [officeHours] } : null,
          })
        }
      />
      {hours !== null && (
        <HoursFields hours={hours} problems={within(problems, "hours")} onChange={(next) => onChange({ ...definition, hours: next })} />
      )}
      {dayStart > 0 && Schema.safeParse(definition).success && (
        <p className="rounded-md bg-surface px-3 py-2" suppressHydrationWarning>
          {exampleOf(definition, dayStart)}
        </p>
      )}
    </fieldset>
  );
}
