"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UptimeDefinition } from "@vedette/core/uptime-definition";
import { exampleOf, sentenceOf } from "@vedette/core/uptime-words";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useOfNow } from "../../ui/time.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { UptimeFields } from "../uptime/uptime-fields.tsx";

/** What counts as uptime in the team: a form for those who may change it, a sentence for the others. */
export function UptimePanel() {
  const trpc = useTRPC();
  const { slug, can } = useTeam();
  const uptime = useQuery(trpc.team.uptime.queryOptions({ team: slug }));
  return (
    <Panel title="Uptime">
      {uptime.data !== undefined ? (
        can("team:write") ? (
          <UptimeForm stored={uptime.data} />
        ) : (
          <Words definition={uptime.data} />
        )
      ) : uptime.isError ? (
        <RefusalNote error={uptime.error} onRetry={() => void uptime.refetch()} />
      ) : (
        <SkeletonRows rows={3} />
      )}
    </Panel>
  );
}

function Words({ definition }: { definition: UptimeDefinition }) {
  const example = useOfNow((now) => (now === 0 ? "" : exampleOf(definition, Math.floor(now / 86_400_000) * 86_400_000)));
  return (
    <p suppressHydrationWarning>
      {sentenceOf(definition, "monitor")} {example}
    </p>
  );
}

function UptimeForm({ stored }: { stored: UptimeDefinition }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<UptimeDefinition | null>(null);
  const define = useMutation(
    trpc.team.defineUptime.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.team.uptime.pathFilter());
        setDraft(null);
        toast({ title: "Saved. Every uptime counts like this now, past days included." });
      },
      onSettled: () => queries.invalidateQueries(trpc.monitors.pathFilter()),
    }),
  );
  const definition = draft ?? stored;
  const parsed = UptimeDefinition.safeParse(definition);
  const general = generalProblem(define.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (parsed.success) define.mutate({ team: slug, definition: parsed.data });
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-lg flex-col gap-4">
      <p className="text-muted">
        Holds for every monitor of the team, and for status pages that do not define their own. Pauses and what people exclude never count.
      </p>
      <UptimeFields
        definition={definition}
        problems={{ ...refusedFields(define.error, "definition"), ...problemsOf(parsed) }}
        onChange={setDraft}
      />
      <div>
        <Button type="submit" look="primary" pending={define.isPending}>
          Save uptime
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
    </form>
  );
}
