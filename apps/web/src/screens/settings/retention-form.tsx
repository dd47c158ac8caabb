"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Retention, leastKeptDays } from "@vedette/core/retention";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FieldError, TextField } from "../../ui/field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { daysOf, isShorter, keptText } from "./retention-words.ts";

/** For how long the team keeps what it saw: to change for who may, to read for all others. */
export function RetentionPart() {
  const trpc = useTRPC();
  const { slug, can } = useTeam();
  const { data } = useQuery(trpc.team.retention.queryOptions({ team: slug }));
  if (data === undefined) return null;
  return can("team:write") ? (
    <RetentionForm kept={data} longest={data.longestChecksDays} />
  ) : (
    <p>{keptText(data, data.longestChecksDays)}</p>
  );
}

function RetentionForm({ kept, longest }: { kept: Retention; longest: number }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const [checks, setChecks] = useState(kept.checksDays?.toString() ?? "");
  const [history, setHistory] = useState(kept.historyDays?.toString() ?? "");
  const [isAsking, setIsAsking] = useState(false);
  const save = useMutation(
    trpc.team.setRetention.mutationOptions({
      onSuccess: () => toast({ title: "Saved." }),
      onSettled: () => {
        setIsAsking(false);
        return queries.invalidateQueries(trpc.team.retention.pathFilter());
      },
    }),
  );
  const parsed = Retention.safeParse({ checksDays: daysOf(checks), historyDays: daysOf(history) });
  const problems = { ...refusedFields(save.error, ""), ...problemsOf(parsed) };
  const general = generalProblem(save.error);
  const send = () => {
    if (parsed.success) save.mutate({ team: slug, ...parsed.data });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (parsed.success && isShorter(parsed.data, kept, longest)) setIsAsking(true);
    else send();
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-lg flex-col gap-4">
      <TextField
        label="Single checks, in days"
        hint={`With what was sent and received, pings and 5-minute figures. From ${leastKeptDays.checks} to ${longest}.`}
        placeholder={String(longest)}
        inputMode="numeric"
        autoComplete="off"
        value={checks}
        onChange={(event) => setChecks(event.target.value)}
        error={problemAt(problems, "checksDays")}
      />
      <TextField
        label="History, in days"
        hint={`Hourly and daily figures, closed incidents and gaps. At least ${leastKeptDays.history}; empty: hours for 800 days, the rest for good.`}
        placeholder="For good"
        inputMode="numeric"
        autoComplete="off"
        value={history}
        onChange={(event) => setHistory(event.target.value)}
        error={problemAt(problems, "historyDays")}
      />
      <p className="text-muted">What is older is deleted within the hour. A longer time brings nothing back.</p>
      <div>
        <Button type="submit" look="primary" pending={save.isPending}>
          Save
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
      <Dialog open={isAsking} onClose={() => setIsAsking(false)} title="Delete what is older?">
        <p>{parsed.success && keptText(parsed.data, longest)} All before that is deleted within the hour, and nobody can bring it back.</p>
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          <Button onClick={() => setIsAsking(false)}>Cancel</Button>
          <Button look="danger" pending={save.isPending} onClick={send}>
            Delete what is older
          </Button>
        </div>
      </Dialog>
    </form>
  );
}
