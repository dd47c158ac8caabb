"use client";
import { kinds } from "@vedette/core/kinds";
import { type MonitorKind, isActive } from "@vedette/core/monitor-spec";
import { kindOfStored } from "@vedette/core/stored-spec";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { MonitorDetail } from "@vedette/core/monitor-record";
import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { refusedFields } from "../../api/form-problems.ts";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { useShownProblem } from "../../api/use-shown-problem.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { ConflictNote } from "../../ui/conflict-note.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { FormBar } from "./form-bar.tsx";
import { draftOf, isProbedKind, readDraft } from "./monitor-draft.ts";
import { MonitorForm } from "./monitor-form.tsx";
import { PreviewCard } from "./preview-card.tsx";
import { withCondition } from "./spec-draft.ts";
import { UnreadableNote } from "./unreadable-note.tsx";
import { usePreview } from "./use-preview.ts";

export function EditMonitorScreen({ monitorId }: { monitorId: string }) {
  const { slug } = useTeam();
  const trpc = useTRPC();
  const query = useQuery(trpc.monitors.get.queryOptions({ team: slug, monitorId }));
  // The form keeps the version it was opened with, whatever the live stream brings meanwhile.
  const [opened, setOpened] = useState<MonitorDetail | null>(null);
  if (opened === null && query.data !== undefined) setOpened(query.data);
  const shown = opened ?? query.data;
  const kind = shown === undefined ? null : kindOfStored(shown.spec);
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={shown === undefined ? "Edit monitor" : `Edit ${shown.name}`} />
      {shown === undefined ? (
        query.isError ? (
          <RefusalNote error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows />
        )
      ) : (
        <>
          <UnreadableNote spec={shown.spec} />
          {kind !== null && (
            <EditForm
              key={shown.version}
              monitor={shown}
              kind={kind}
              onReload={async () => setOpened((await query.refetch()).data ?? null)}
            />
          )}
        </>
      )}
    </div>
  );
}

type EditFormProps = { monitor: MonitorDetail; kind: MonitorKind; onReload: () => Promise<void> };

function EditForm({ monitor, kind, onReload }: EditFormProps) {
  const { slug, base } = useTeam();
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const [draft, setDraft] = useState(() => draftOf(monitor, kind));
  const home = `${base}/monitors/${monitor.id}`;
  const update = useMutation({
    ...trpc.monitors.update.mutationOptions(),
    onSuccess: () => {
      void client.invalidateQueries(trpc.monitors.pathFilter());
      toast({ title: "Saved. The next check uses it." });
      router.push(home);
    },
  });
  const reading = readDraft(draft);
  // Nothing is checked while the address is what it was: the preview is for what would change.
  const isSameSpec = reading.ok && JSON.stringify(reading.input.spec) === JSON.stringify(monitor.spec);
  const [refusals, setRefusals] = useState(0);
  const form = useShownProblem(refusals, update.error);
  const [isAsked, setAsked] = useState(false);
  const spec = reading.ok && isActive(reading.input.spec) ? reading.input.spec : null;
  const isTried = isAsked || !isSameSpec;
  const preview = usePreview(isTried ? spec : null, monitor.id);
  const refused = refusedFields(update.error, "monitor");
  const errors = { ...refused, ...(reading.ok ? {} : reading.errors) };
  const isConflict = update.error !== null && refusalOf(update.error).code === "conflict";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (reading.ok) update.mutate({ team: slug, monitorId: monitor.id, version: monitor.version, monitor: reading.input });
    else setRefusals(refusals + 1);
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <MonitorForm monitorId={monitor.id} draft={draft} onChange={setDraft} errors={errors} />
      {isTried && (
        <PreviewCard
          waiting={preview.waiting}
          isUnheard={preview.isUnheard}
          isOfNow={preview.isOfNow}
          isHeld={preview.isHeld}
          isReadable={reading.ok}
          answer={preview.answer}
          error={preview.error}
          asserting={{ subjects: kinds[draft.kind].subjects, add: (line) => setDraft({ ...draft, spec: withCondition(draft.spec, line) }) }}
        />
      )}
      {isConflict && <ConflictNote onLoad={() => void onReload()}>Somebody else saved this monitor while you were editing.</ConflictNote>}
      {update.isError && !isConflict && Object.keys(refused).length === 0 && <RefusalNote error={update.error} />}
      <FormBar draft={draft}>
        <Button type="submit" look="primary" pending={update.isPending}>
          Save
        </Button>
        {isProbedKind(draft.kind) && (
          <Button onClick={() => (isTried ? preview.again() : setAsked(true))} disabled={spec === null || preview.waiting}>
            Test now
          </Button>
        )}
        <ButtonLink href={home} look="quiet" className="max-sm:hidden">
          Cancel
        </ButtonLink>
      </FormBar>
    </form>
  );
}
