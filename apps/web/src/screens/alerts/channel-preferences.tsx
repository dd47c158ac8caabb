"use client";
import { ChannelPreference } from "@vedette/core/channel-preference";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, within } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { CheckboxField, FieldError, SelectField, TextField } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { HoursFields } from "../uptime/hours-fields.tsx";

/** Whom a channel belongs to, when it is quiet, and how much it takes. */
export function ChannelPreferences({ channelId }: { channelId: string }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const { data } = useQuery(trpc.policies.preference.queryOptions({ team: slug, channelId }));
  return data === undefined ? null : (
    <Panel title="When it is used">
      <PreferenceForm channelId={channelId} initial={data} />
    </Panel>
  );
}

function nights(): NonNullable<ChannelPreference["quiet"]> {
  const days = [1, 2, 3, 4, 5, 6, 7];
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const ranges = [
    { days, from: "22:00", until: "24:00" },
    { days, from: "00:00", until: "07:00" },
  ];
  return { timeZone, ranges };
}

function PreferenceForm({ channelId, initial }: { channelId: string; initial: ChannelPreference }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const people = useQuery(trpc.onCall.get.queryOptions({ team: slug })).data?.people ?? [];
  const [draft, setDraft] = useState(initial);
  const save = useMutation(
    trpc.policies.prefer.mutationOptions({
      onSuccess: () => toast({ title: "Saved." }),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.policies.pathKey() }),
    }),
  );
  const parsed = ChannelPreference.safeParse(draft);
  const problems = problemsOf(parsed);
  const general = generalProblem(save.error);
  const change = (part: Partial<ChannelPreference>) => {
    setDraft({ ...draft, ...part });
    save.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (parsed.success) save.mutate({ team: slug, channelId, preference: parsed.data });
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-lg flex-col gap-4">
      <SelectField
        label="Belongs to"
        hint="A person's channel is told only of what that person is told of: by a policy, or on call."
        value={draft.ownerId ?? ""}
        onChange={(event) => change({ ownerId: event.target.value === "" ? null : event.target.value })}
      >
        <option value="">the team</option>
        {people.map(({ userId, name }) => (
          <option key={userId} value={userId}>
            {name}
          </option>
        ))}
      </SelectField>
      <CheckboxField
        label="Quiet hours"
        hint="What is only degraded comes in one message at their end. What is down comes at once."
        checked={draft.quiet !== null}
        onChange={(event) => change({ quiet: event.target.checked ? nights() : null })}
      />
      {draft.quiet !== null && (
        <HoursFields hours={draft.quiet} problems={within(problems, "quiet")} onChange={(quiet) => change({ quiet })} />
      )}
      <TextField
        label="Messages a minute, at most"
        hint="More come together in one. Left empty: as many as there are."
        inputMode="numeric"
        value={draft.perMinute === null || Number.isNaN(draft.perMinute) ? "" : String(draft.perMinute)}
        onChange={(event) => change({ perMinute: event.target.value === "" ? null : Number(event.target.value) })}
        error={problemAt(problems, "perMinute")}
      />
      <div>
        <Button type="submit" look="primary" pending={save.isPending}>
          Save
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
    </form>
  );
}
