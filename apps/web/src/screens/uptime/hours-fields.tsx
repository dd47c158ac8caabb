import type { WeeklyHours } from "@vedette/core/weekly-hours";
import { type Problems, problemAt } from "../../api/form-problems.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, TextField } from "../../ui/field.tsx";
import { TimeZoneField } from "../../ui/time-zone-field.tsx";

type Range = WeeklyHours["ranges"][number];
type HoursFieldsProps = { hours: WeeklyHours; problems: Problems; onChange: (hours: WeeklyHours) => void };

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const weekend: Range = { days: [6, 7], from: "10:00", until: "14:00" };

/** Ranges of hours on days of the week, in one time zone. */
export function HoursFields({ hours, problems, onChange }: HoursFieldsProps) {
  const { ranges } = hours;
  const change = (index: number, part: Partial<Range>) =>
    onChange({ ...hours, ranges: ranges.map((range, i) => (i === index ? { ...range, ...part } : range)) });
  return (
    <div className="flex flex-col gap-3 border-l-2 border-line pl-4">
      {ranges.map((range, i) => (
        <fieldset key={i} className="flex min-w-0 flex-wrap items-end gap-x-4 gap-y-2">
          <legend className="sr-only">Hours {i + 1}</legend>
          <div className="flex basis-full flex-wrap gap-x-3 gap-y-1">
            {days.map((name, at) => (
              <label key={name} className="touchable flex items-center gap-1.5 text-sm">
                <input
                  type="checkbox"
                  className="size-4 accent-(--accent)"
                  checked={range.days.includes(at + 1)}
                  onChange={(event) => {
                    const others = range.days.filter((day) => day !== at + 1);
                    change(i, { days: event.target.checked ? [...others, at + 1].toSorted((a, b) => a - b) : others });
                  }}
                />
                {name}
              </label>
            ))}
          </div>
          <TextField
            label="From"
            className="tabular w-20"
            value={range.from}
            onChange={(event) => change(i, { from: event.target.value })}
            error={problemAt(problems, `ranges.${i}.from`)}
          />
          <TextField
            label="Until"
            className="tabular w-20"
            value={range.until}
            onChange={(event) => change(i, { until: event.target.value })}
            error={problemAt(problems, `ranges.${i}.until`)}
          />
          {ranges.length > 1 && (
            <Button look="quiet" onClick={() => onChange({ ...hours, ranges: ranges.filter((_, at) => at !== i) })}>
              Remove<span className="sr-only"> hours {i + 1}</span>
            </Button>
          )}
          <DaysProblem text={problemAt(problems, `ranges.${i}.days`)} />
        </fieldset>
      ))}
      <div>
        <Button disabled={ranges.length >= 14} onClick={() => onChange({ ...hours, ranges: [...ranges, weekend] })}>
          Add hours
        </Button>
      </div>
      <TimeZoneField
        label="Time zone of the hours"
        value={hours.timeZone}
        onChange={(timeZone) => onChange({ ...hours, timeZone })}
        error={problemAt(problems, "timeZone")}
      />
    </div>
  );
}

function DaysProblem({ text }: { text: string | null }) {
  return text === null ? null : <FieldError>{text}</FieldError>;
}
