"use client";
import { type Layer, ScheduleInput, shifts } from "@vedette/core/on-call";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields, within } from "../../api/form-problems.ts";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import type { RouterOutputs } from "../../server/app-router.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { ConflictNote } from "../../ui/conflict-note.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FieldError, TextAreaField, TextField } from "../../ui/field.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { BackLink } from "../../ui/text-link.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { LayerFields } from "./layer-fields.tsx";
import { namesOf } from "./names-of.ts";
import { notesOf } from "./shift-words.ts";
import { ShiftTime, shiftTime, useMinute } from "./use-minute.tsx";

type OnCall = RouterOutputs["onCall"]["get"];
type Schedule = OnCall["schedules"][number];

/** The layers of a schedule, and beside them who would be on call by them. `scheduleId` null: a new one. */
export function ScheduleEditor({ scheduleId }: { scheduleId: string | null }) {
  const trpc = useTRPC();
  const team = useTeam();
  const onCall = useQuery(trpc.onCall.get.queryOptions({ team: team.slug }));
  const schedule = onCall.data?.schedules.find((each) => each.id === scheduleId) ?? null;
  const back = schedule === null ? `${team.base}/on-call` : `${team.base}/on-call/${schedule.id}`;
  return (
    <>
      <PageHeader
        title={scheduleId === null ? "Add a schedule" : `Edit ${schedule?.name ?? "a schedule"}`}
        lead={<BackLink href={back}>{schedule?.name ?? "On call"}</BackLink>}
      />
      {onCall.isPending && <SkeletonRows />}
      {onCall.isError && <RefusalNote error={onCall.error} onRetry={() => void onCall.refetch()} />}
      {onCall.isSuccess &&
        (scheduleId !== null && schedule === null ? (
          <EmptyState
            title="This schedule does not exist, or it was deleted."
            action={<ButtonLink href={`${team.base}/on-call`}>See schedules</ButtonLink>}
          />
        ) : (
          <ScheduleForm newest={schedule} people={onCall.data.people} />
        ))}
    </>
  );
}

function emptyLayer(): Layer {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  // The last hand-over that has passed: before nine in the morning that was yesterday's, or nobody would be on call until then.
  const startsOn = new Intl.DateTimeFormat("sv-SE").format(Date.now() - 9 * 3_600_000);
  return { people: [], turn: { length: 1, unit: "weeks" }, handover: "09:00", startsOn, timeZone, hours: null };
}

const draftOf = (schedule: Schedule | null): ScheduleInput =>
  schedule === null
    ? { name: "", layers: [emptyLayer()], note: "" }
    : { name: schedule.name, layers: schedule.layers, note: schedule.note };

function ScheduleForm({ newest, people }: { newest: Schedule | null; people: OnCall["people"] }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const router = useRouter();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(newest);
  const [draft, setDraft] = useState(() => draftOf(newest));
  const [tried, setTried] = useState(false);
  const shared = {
    onSuccess: (saved: { id: string; name: string }) => {
      toast({ title: `${saved.name} was saved.` });
      router.push(`${team.base}/on-call/${saved.id}`);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.onCall.pathKey() }),
  };
  const create = useMutation(trpc.onCall.create.mutationOptions(shared));
  const update = useMutation(trpc.onCall.update.mutationOptions(shared));
  const saving = opened === null ? create : update;
  const parsed = ScheduleInput.safeParse(draft);
  const problems = { ...refusedFields(saving.error, "schedule"), ...(tried ? problemsOf(parsed) : {}) };
  const isConflict = update.isError && refusalOf(update.error).code === "conflict";
  const general = isConflict ? null : generalProblem(saving.error);
  const change = (part: Partial<ScheduleInput>) => {
    setDraft({ ...draft, ...part });
    saving.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!parsed.success) return;
    if (opened === null) create.mutate({ team: team.slug, schedule: parsed.data });
    else update.mutate({ team: team.slug, scheduleId: opened.id, version: opened.version, schedule: parsed.data });
  };
  const reload = () => {
    setOpened(newest);
    setDraft(draftOf(newest));
    update.reset();
  };
  const { layers } = draft;
  return (
    <form onSubmit={submit} noValidate className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
      <div className="flex min-w-0 flex-col gap-5">
        {isConflict && <ConflictNote onLoad={reload}>Somebody else has changed this schedule meanwhile.</ConflictNote>}
        <TextField
          label="Name"
          placeholder="Primary"
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
          error={problemAt(problems, "name")}
          autoComplete="off"
        />
        {layers.map((layer, i) => (
          <LayerFields
            key={i}
            nth={i + 1}
            layer={layer}
            people={people}
            problems={within(problems, `layers.${i}`)}
            onChange={(changed) => change({ layers: layers.with(i, changed) })}
            onRemove={layers.length === 1 ? null : () => change({ layers: layers.toSpliced(i, 1) })}
          />
        ))}
        <div>
          <Button disabled={layers.length >= 10} onClick={() => change({ layers: [...layers, emptyLayer()] })}>
            Add a layer
          </Button>
          <p className="mt-1 text-xs text-muted">Where several layers have somebody, the last of them counts.</p>
        </div>
        <TextAreaField
          label="For whoever takes over"
          hint="Shown with the schedule and in its calendar."
          value={draft.note}
          onChange={(event) => change({ note: event.target.value })}
          error={problemAt(problems, "note")}
        />
        <div>
          <Button type="submit" look="primary" pending={saving.isPending}>
            Save schedule
          </Button>
          {general !== null && <FieldError>{general.message}</FieldError>}
          {tried && !parsed.success && <FieldError>Something above is missing or wrong.</FieldError>}
        </div>
      </div>
      <Preview layers={layers} overrides={opened?.overrides ?? []} people={people} />
    </form>
  );
}

/** Who would be on call as it is typed, with what is to be known before it is saved. */
function Preview({ layers, overrides, people }: { layers: Layer[]; overrides: Schedule["overrides"]; people: OnCall["people"] }) {
  const nowMs = useMinute();
  const parsed = ScheduleInput.shape.layers.safeParse(layers);
  const nameOf = namesOf(people);
  const schedule = { layers: parsed.data ?? [], overrides };
  return (
    <Panel title="Who would be on call">
      <div aria-live="polite" className="flex flex-col gap-3">
        {!parsed.success && <p className="text-muted">Shown once every layer has somebody.</p>}
        {parsed.success && nowMs !== null && (
          <>
            {notesOf(schedule, nameOf, shiftTime, nowMs).map((note) => (
              <p key={note} className="rounded-lg border border-line-strong bg-surface px-3 py-2">
                {note}
              </p>
            ))}
            <ul className="flex flex-col gap-1">
              {shifts(schedule, nowMs, nowMs + 28 * 86_400_000)
                .slice(0, 12)
                .map((shift) => (
                  <li key={shift.fromMs}>
                    <span className="font-medium">{nameOf(shift.userId)}</span>{" "}
                    <span className="text-muted">
                      until <ShiftTime atMs={shift.untilMs} />
                    </span>
                  </li>
                ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  );
}
