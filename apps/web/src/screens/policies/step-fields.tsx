"use client";
import { X } from "lucide-react";
import { type Problems, problemAt, within } from "../../api/form-problems.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { CheckboxField, SelectField, TextField } from "../../ui/field.tsx";
import { TagsField } from "../monitors/tags-field.tsx";
import { HoursFields } from "../uptime/hours-fields.tsx";
import { type StepDraft, targetOf, valueOf } from "./policy-draft.ts";
import { useTargets } from "./use-targets.ts";

type StepFieldsProps = {
  nth: number;
  step: StepDraft;
  problems: Problems;
  onChange: (step: StepDraft) => void;
  /** Null: it is the only one. */
  onRemove: (() => void) | null;
};

/** One step: when, whom, and what it is only for. */
export function StepFields({ nth, step, problems, onChange, onRemove }: StepFieldsProps) {
  const { groups, nameOf } = useTargets();
  const change = (part: Partial<StepDraft>) => onChange({ ...step, ...part });
  const problem = problemAt(problems, "tell");
  return (
    <fieldset className="rounded-lg border border-line px-4 pt-1 pb-4">
      <legend className="px-1 text-sm font-medium">Step {nth}</legend>
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={nth === 1 ? "Minutes after it opened" : "Minutes after the step before"}
            inputMode="numeric"
            value={Number.isNaN(step.afterMinutes) ? "" : String(step.afterMinutes)}
            onChange={(event) => change({ afterMinutes: event.target.value === "" ? Number.NaN : Number(event.target.value) })}
            error={problemAt(problems, "afterMinutes")}
          />
          <SelectField
            label="Only for what is"
            value={step.severity}
            // safe because the options are the three of them
            onChange={(event) => change({ severity: event.target.value as StepDraft["severity"] })}
          >
            <option value="any">down or degraded</option>
            <option value="down">down</option>
            <option value="degraded">degraded</option>
          </SelectField>
        </div>
        <div>
          <SelectField
            label="Tell"
            value=""
            onChange={(event) => event.target.value !== "" && change({ tell: [...step.tell, targetOf(event.target.value)] })}
            error={problem}
          >
            <option value="">Add whom to tell…</option>
            {groups.map((group) => (
              <optgroup key={group.label} label={group.label}>
                {group.choices
                  .filter(({ value }) => !step.tell.some((target) => valueOf(target) === value))
                  .map(({ value, text }) => (
                    <option key={value} value={value}>
                      {text}
                    </option>
                  ))}
              </optgroup>
            ))}
          </SelectField>
          {step.tell.length > 0 && (
            <ul aria-label={`Told by step ${nth}`} className="mt-2 flex flex-wrap gap-1.5">
              {step.tell.map((target, i) => (
                <li
                  key={valueOf(target)}
                  className="flex max-w-full items-center rounded-md border border-line-strong bg-surface pl-2 text-sm"
                >
                  <span className="truncate">{nameOf(target)}</span>
                  <IconButton label={`Leave out ${nameOf(target)}`} onClick={() => change({ tell: step.tell.filter((_, at) => at !== i) })}>
                    <X aria-hidden="true" className="size-3.5" />
                  </IconButton>
                </li>
              ))}
            </ul>
          )}
        </div>
        <TagsField
          label="Only for monitors tagged"
          value={step.tags}
          onChange={(tags) => change({ tags })}
          error={problemAt(problems, "tags")}
        />
        <CheckboxField
          label="Only at some hours"
          checked={step.hours !== null}
          onChange={(event) => change({ hours: event.target.checked ? officeHours() : null })}
        />
        {step.hours !== null && (
          <HoursFields hours={step.hours} problems={within(problems, "hours")} onChange={(hours) => change({ hours })} />
        )}
        {onRemove !== null && (
          <div>
            <Button look="quiet" onClick={onRemove}>
              Remove step {nth}
            </Button>
          </div>
        )}
      </div>
    </fieldset>
  );
}

export function officeHours(): NonNullable<StepDraft["hours"]> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { timeZone, ranges: [{ days: [1, 2, 3, 4, 5], from: "09:00", until: "17:00" }] };
}
