"use client";
import { CorrectionInput } from "@vedette/core/correction";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FieldError, SelectField, TextAreaField, TextField } from "../../ui/field.tsx";
import { At } from "../../ui/time.tsx";
import { useCorrections } from "./use-corrections.ts";

type CorrectionDialogProps = {
  open: boolean;
  onClose: () => void;
  monitorId: string;
  /** Null: it is typed. */
  stretch: { fromMs: number; untilMs: number } | null;
};

const empty = { kind: "excluded" as CorrectionInput["kind"], from: "", until: "", reason: "" };

/** Asks for a stretch of time, unless it is given, and for a reason. What was typed is kept until it was taken. */
export function CorrectionDialog({ open, onClose, monitorId, stretch }: CorrectionDialogProps) {
  const [draft, setDraft] = useState(empty);
  const [tried, setTried] = useState(false);
  const { make, making } = useCorrections(monitorId, () => {
    setDraft(empty);
    setTried(false);
    onClose();
  });
  const { kind, reason } = draft;
  const times = stretch ?? { fromMs: msOf(draft.from), untilMs: msOf(draft.until) };
  const parsed = CorrectionInput.safeParse({ kind, reason, ...times });
  const problems = tried ? { ...refusedFields(making.error, "correction"), ...problemsOf(parsed) } : {};
  const general = generalProblem(making.error);
  const change = (part: Partial<typeof draft>) => {
    setDraft({ ...draft, ...part });
    making.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) make(parsed.data);
  };
  const timeField = (key: "from" | "until", label: string) => {
    const problem = problemAt(problems, `${key}Ms`);
    return (
      <TextField
        label={label}
        type="datetime-local"
        step={1}
        value={draft[key]}
        onChange={(event) => change({ [key]: event.target.value })}
        error={problem !== null && draft[key] === "" ? "Choose a day and a time." : problem}
      />
    );
  };
  return (
    <Dialog open={open} onClose={onClose} title={stretch === null ? "Correct the uptime" : "Exclude this incident from uptime"}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {stretch === null ? (
          <>
            <SelectField
              label="What"
              value={kind}
              // safe because the options are the two kinds
              onChange={(event) => change({ kind: event.target.value as CorrectionInput["kind"] })}
            >
              <option value="excluded">Exclude from uptime: neither up nor down</option>
              <option value="noted">Note: only shown here</option>
            </SelectField>
            <div className="grid gap-4 sm:grid-cols-2">
              {timeField("from", "From")}
              {timeField("until", "Until")}
            </div>
            <p className="-mt-2 text-xs text-muted">In your time zone, {Intl.DateTimeFormat().resolvedOptions().timeZone}.</p>
          </>
        ) : (
          <p>
            From <At atMs={stretch.fromMs} /> to <At atMs={stretch.untilMs} />. The incident itself stays as it is.
          </p>
        )}
        <TextAreaField
          label="Reason"
          hint="Everyone in the team sees it, with your name. Visitors of status pages do not."
          rows={3}
          maxLength={500}
          value={reason}
          onChange={(event) => change({ reason: event.target.value })}
          error={problemAt(problems, "reason")}
        />
        {general !== null && <FieldError>{general.message}</FieldError>}
        {stretch !== null && <FieldErrors texts={[problemAt(problems, "fromMs"), problemAt(problems, "untilMs")]} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" pending={making.pending}>
            {kind === "excluded" ? "Exclude" : "Add note"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function FieldErrors({ texts }: { texts: readonly (string | null)[] }) {
  return texts.map((text) => text !== null && <FieldError key={text}>{text}</FieldError>);
}

/** NaN where nothing was chosen. */
const msOf = (local: string) => new Date(local).getTime();
