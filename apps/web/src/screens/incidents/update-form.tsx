"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import { type PageUpdate, PageUpdateInput, untrueStatus } from "@vedette/core/page-update";
import { type IncidentStatus, incidentStatuses, statusWord } from "@vedette/core/snapshot";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, SelectField, TextAreaField } from "../../ui/field.tsx";
import { LinkedText } from "../../ui/light-text.tsx";
import { newId } from "../../ui/new-id.ts";
import { useTeam } from "../shell/team-context.tsx";
import { useAct } from "./use-act.ts";

type UpdateFormProps = {
  incident: IncidentDetail;
  /** Null: it is a new one. */
  corrected: PageUpdate | null;
  updates: readonly PageUpdate[];
  onDone: () => void;
};

/** Always the same function, so that it is called once. */
const focusOn = (field: HTMLTextAreaElement | null) => field?.focus();

/** Writes an update, or corrects one, with a preview of what readers will see. What was typed is kept until it was taken. */
export function UpdateForm({ incident, corrected, updates, onDone }: UpdateFormProps) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const act = useAct();
  const isOpen = incident.endedAtMs === null;
  const usual = isOpen ? (updates[0]?.status ?? "investigating") : "resolved";
  const [creationKey] = useState(newId);
  const [status, setStatus] = useState<IncidentStatus>(corrected?.status ?? usual);
  const [body, setBody] = useState(corrected?.body ?? "");
  const [tried, setTried] = useState(false);
  const said = { done: onDone };
  const post = useMutation(trpc.incidents.postUpdate.mutationOptions({ ...act("The update is posted.", said), onError: () => {} }));
  const correct = useMutation(
    trpc.incidents.correctUpdate.mutationOptions({ ...act("The update is corrected.", said), onError: () => {} }),
  );
  const { error, isPending } = corrected === null ? post : correct;
  // Whoever was told that another correction came between sees it in the list: saving again goes on top of it.
  const newest = updates.find(({ id }) => id === corrected?.id) ?? corrected;
  const version = (correct.isError ? newest : corrected)?.version ?? 1;

  const parsed = PageUpdateInput.safeParse({ status, body });
  const untrue = untrueStatus(status, isOpen);
  const problems = tried ? { ...refusedFields(error, "update"), ...problemsOf(parsed) } : {};
  const general = generalProblem(error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!parsed.success || untrue !== null) return;
    if (corrected === null) post.mutate({ team: slug, incidentId: incident.id, creationKey, update: parsed.data });
    else correct.mutate({ team: slug, updateId: corrected.id, version, update: parsed.data });
  };
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label={corrected === null ? "New update" : "Correct an update"}
      className="mt-4 flex flex-col gap-3"
    >
      <SelectField
        label="Status"
        value={status}
        // safe because the options are the statuses
        onChange={(event) => setStatus(event.target.value as IncidentStatus)}
        error={untrue ?? problemAt(problems, "status")}
      >
        {incidentStatuses.map((each) => (
          <option key={each} value={each}>
            {statusWord(each)}
          </option>
        ))}
      </SelectField>
      <TextAreaField
        ref={focusOn}
        label="Text"
        hint="Plain text; links can be followed. Readers of the pages see it within seconds."
        rows={4}
        value={body}
        onChange={(event) => setBody(event.target.value)}
        error={problemAt(problems, "body")}
      />
      {body.trim() !== "" && (
        <div role="group" aria-label="Preview" className="rounded-lg border border-line bg-surface px-3 py-2">
          <LinkedText lead={`${statusWord(status)}.`} text={body.trim()} />
        </div>
      )}
      {general !== null && <FieldError>{general.message}</FieldError>}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" pending={isPending}>
          {corrected === null ? "Post" : "Correct"}
        </Button>
      </div>
    </form>
  );
}
