"use client";
import { MaintenanceInput, type MaintenanceScope, windowsOf } from "@vedette/core/maintenance";
import { zonedTime } from "@vedette/core/zoned-time";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, SelectField, TextAreaField, TextField } from "../../ui/field.tsx";
import { useOfNow } from "../../ui/time.tsx";
import { TimeZoneField } from "../../ui/time-zone-field.tsx";
import { MonitorPicker } from "../monitors/monitors-field.tsx";
import { TagsField } from "../monitors/tags-field.tsx";
import { repeatsOf, wordsOf } from "./repeats.ts";

export type PlanDraft = Omit<MaintenanceInput, "scope"> & { scope: MaintenanceScope["type"]; tags: string[]; monitorIds: string[] };

const shownAhead = 3;

export function draftOf({ scope, ...input }: MaintenanceInput): PlanDraft {
  return {
    ...input,
    scope: scope.type,
    tags: scope.type === "tags" ? scope.tags : [],
    monitorIds: scope.type === "monitors" ? scope.monitorIds : [],
  };
}

function inputOf({ scope, tags, monitorIds, ...input }: PlanDraft) {
  return {
    ...input,
    scope: scope === "tags" ? { type: scope, tags } : scope === "monitors" ? { type: scope, monitorIds } : { type: scope },
  };
}

type PlanFormProps = {
  initial: PlanDraft;
  submitLabel: string;
  pending: boolean;
  /** What the server answered to the last submission. */
  error: unknown;
  onSubmit: (plan: MaintenanceInput) => void;
  onChange: () => void;
};

/** A plan in a page: when, how often, for what, and below at once the windows that follow from it. */
export function PlanForm({ initial, submitLabel, pending, error, onSubmit, onChange }: PlanFormProps) {
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const [isOwnRule, setOwnRule] = useState(
    initial.rule !== null && !repeatsOf(initial.startsAt).some((repeat) => repeat.rule === initial.rule),
  );
  const parsed = MaintenanceInput.safeParse(inputOf(draft));
  const problems = { ...refusedFields(error, "plan"), ...(tried ? problemsOf(parsed) : {}) };
  const general = generalProblem(error);
  const change = (part: Partial<PlanDraft>) => {
    setDraft({ ...draft, ...part });
    onChange();
  };
  const text = (key: "title" | "startsAt" | "endsAt") => ({
    value: draft[key],
    onChange: (event: { target: { value: string } }) => change({ [key]: event.target.value }),
    error: problemAt(problems, key),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) onSubmit(parsed.data);
  };
  const repeats = repeatsOf(draft.startsAt);
  // The offers follow the day: a rule that is none of them any more stands on its own.
  const isOffered = repeats.some((repeat) => repeat.rule === draft.rule);
  const chosen = isOwnRule || !isOffered ? "own" : (draft.rule ?? "");
  return (
    <form onSubmit={submit} noValidate className="flex max-w-2xl flex-col gap-4">
      <TextField label="Title" placeholder="Database upgrade" autoComplete="off" {...text("title")} />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="From" type="datetime-local" {...text("startsAt")} />
        <TextField label="Until" type="datetime-local" min={draft.startsAt} {...text("endsAt")} />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <TimeZoneField
          label="Time zone"
          hint="Windows keep to its clocks, also after they are changed."
          value={draft.timeZone}
          onChange={(timeZone) => change({ timeZone })}
          error={problemAt(problems, "timeZone")}
        />
        <SelectField
          label="Repeat"
          value={chosen}
          onChange={({ target: { value } }) => {
            setOwnRule(value === "own");
            change({ rule: value === "" ? null : value === "own" ? (draft.rule ?? "FREQ=WEEKLY") : value });
          }}
          error={chosen === "own" ? null : problemAt(problems, "rule")}
        >
          {repeats.map(({ rule, words }) => (
            <option key={words} value={rule ?? ""}>
              {words}
            </option>
          ))}
          <option value="own">By a rule of your own</option>
        </SelectField>
      </div>
      {chosen === "own" && (
        <TextField
          label="Rule"
          hint={`RRULE of iCalendar, such as FREQ=MONTHLY;BYDAY=1SU;COUNT=6. ${wordsOf(draft.rule)}.`}
          value={draft.rule ?? ""}
          onChange={(event) => change({ rule: event.target.value.trim().replace(/^RRULE:/, "") })}
          error={problemAt(problems, "rule")}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <SelectField
        label="For"
        value={draft.scope}
        // safe because the options are the three kinds
        onChange={(event) => change({ scope: event.target.value as PlanDraft["scope"] })}
      >
        <option value="monitors">Chosen monitors</option>
        <option value="tags">Monitors with a tag, also later ones</option>
        <option value="all">All monitors of the team, also later ones</option>
      </SelectField>
      {draft.scope === "tags" && (
        <TagsField value={draft.tags} onChange={(tags) => change({ tags })} error={problemAt(problems, "scope.tags")} />
      )}
      {draft.scope === "monitors" && (
        <MonitorPicker
          label="Monitors"
          chosen={draft.monitorIds}
          onChange={(monitorIds) => change({ monitorIds })}
          problem={problemAt(problems, "scope.monitorIds")}
        />
      )}
      <TextAreaField
        label="Note (optional)"
        hint="For the team: what is done, and by whom."
        rows={2}
        maxLength={2_000}
        value={draft.note}
        onChange={(event) => change({ note: event.target.value })}
        error={problemAt(problems, "note")}
      />
      <NextWindows draft={draft} isValid={parsed.success} />
      <div>
        <Button type="submit" look="primary" pending={pending}>
          {submitLabel}
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
    </form>
  );
}

function NextWindows({ draft, isValid }: { draft: PlanDraft; isValid: boolean }) {
  const fromMs = useOfNow((nowMs) => Math.floor(nowMs / 60_000) * 60_000);
  const windows = isValid ? windowsOf(draft, { fromMs, untilMs: Infinity }, shownAhead) : [];
  if (windows.length === 0) return null;
  const zone = zonedTime(draft.timeZone);
  return (
    <section aria-label="Next windows" className="rounded-lg border border-line bg-surface px-4 py-3 text-sm" suppressHydrationWarning>
      <p className="font-medium">{draft.rule === null ? "The window" : "The next windows"}</p>
      <ul className="tabular mt-1">
        {windows.map((window) => (
          <li key={window.startsMs}>
            {zone.dateTime(window.startsMs)} to {zone.time(window.endsMs)}
          </li>
        ))}
      </ul>
      <p className="mt-2 text-muted">
        Nobody is told of what breaks meanwhile, until it outlives the window. Whether the time counts as uptime is set in Settings,
        General.
      </p>
    </section>
  );
}
