"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Language, languages } from "@vedette/core/language";
import type { TeamVoice } from "@vedette/core/team-record";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, SelectField } from "../../ui/field.tsx";
import { TimeZoneField } from "../../ui/time-zone-field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** In which language and time zone the team's alerts speak: to change for who may, to read for all others. */
export function VoicePart() {
  const trpc = useTRPC();
  const { slug, can } = useTeam();
  const { data } = useQuery(trpc.team.voice.queryOptions({ team: slug }));
  if (data === undefined) return null;
  if (can("team:write")) return <VoiceForm voice={data} />;
  return (
    <p>
      In {languages[data.language]}, times as in {data.timeZone}.
    </p>
  );
}

function VoiceForm({ voice }: { voice: TeamVoice }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(voice);
  const save = useMutation(
    trpc.team.setVoice.mutationOptions({
      onSuccess: () => toast({ title: "Saved." }),
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries(trpc.team.voice.pathFilter()),
          queries.invalidateQueries(trpc.channels.examples.pathFilter()),
        ]),
    }),
  );
  const general = generalProblem(save.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({ team: slug, voice: draft });
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-lg flex-col gap-4">
      <SelectField
        label="Language"
        value={draft.language}
        onChange={(event) => setDraft({ ...draft, language: event.target.value as Language }) /* safe because the options are languages */}
      >
        {Object.entries(languages).map(([language, name]) => (
          <option key={language} value={language}>
            {name}
          </option>
        ))}
      </SelectField>
      <TimeZoneField
        label="Time zone"
        value={draft.timeZone}
        onChange={(timeZone) => setDraft({ ...draft, timeZone })}
        error={problemAt(refusedFields(save.error, "voice"), "timeZone")}
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
