"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import { type PostMortem, PostMortemText, draftPostMortem, incidentMarkdown } from "@vedette/core/post-mortem";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, SelectField, TextAreaField } from "../../ui/field.tsx";
import { dateTimeText } from "../../ui/format.ts";
import { LightText } from "../../ui/light-text.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { timelineOf } from "./timeline.ts";
import { useAct } from "./use-act.ts";

/** What people learnt from an incident: begun from its timeline, kept in versions, and taken away as Markdown. */
export function PostMortemPanel({ incident }: { incident: IncidentDetail }) {
  const trpc = useTRPC();
  const team = useTeam();
  const record = useQuery(trpc.incidents.postMortem.queryOptions({ team: team.slug, incidentId: incident.id })).data;
  const [editing, setEditing] = useState<{ afterVersion: number; text: string } | null>(null);
  const [shownVersion, setShownVersion] = useState<number | null>(null);
  if (record === undefined) return null;
  const [newest] = record.versions;
  const shown = record.versions.find(({ version }) => version === shownVersion) ?? newest;
  const begin = () =>
    setEditing({ afterVersion: newest?.version ?? 0, text: newest?.text ?? draftPostMortem(incident, storyOf(incident), record) });
  const mayWrite = team.can("incident:acknowledge");
  return (
    <Panel
      title="Post-mortem"
      actions={
        <>
          <Button onClick={() => download(incident, newest?.text ?? null)}>Export as Markdown</Button>
          {mayWrite && editing === null && <Button onClick={begin}>{newest === undefined ? "Write" : "Edit"}</Button>}
        </>
      }
    >
      {editing !== null ? (
        <Editor
          incident={incident}
          draft={editing}
          newestVersion={newest?.version ?? 0}
          onDone={() => {
            setEditing(null);
            setShownVersion(null);
          }}
        />
      ) : shown === undefined ? (
        <p className="text-sm text-muted">
          Nothing is written yet. A first draft is made from the timeline: what happened, impact, how it was noticed, how it ended.
        </p>
      ) : (
        <>
          <Versions versions={record.versions} shown={shown} onChoose={setShownVersion} />
          <LightText text={shown.text} />
        </>
      )}
    </Panel>
  );
}

function Versions({
  versions,
  shown,
  onChoose,
}: {
  versions: readonly PostMortem[];
  shown: PostMortem;
  onChoose: (version: number) => void;
}) {
  if (versions.length === 1) return <p className="mb-3 text-xs text-muted">{said(shown)}</p>;
  return (
    <div className="mb-3 max-w-md">
      <SelectField label="Version" hideLabel value={shown.version} onChange={(event) => onChoose(Number(event.target.value))}>
        {versions.map((each) => (
          <option key={each.version} value={each.version}>
            {said(each)}
          </option>
        ))}
      </SelectField>
    </div>
  );
}

const said = ({ version, author, atMs }: PostMortem) => `Version ${version}, ${author.name}, ${dateTimeText(atMs)}`;

type EditorProps = {
  incident: IncidentDetail;
  draft: { afterVersion: number; text: string };
  newestVersion: number;
  onDone: () => void;
};

function Editor({ incident, draft, newestVersion, onDone }: EditorProps) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const act = useAct();
  const [text, setText] = useState(draft.text);
  const [tried, setTried] = useState(false);
  const save = useMutation(
    trpc.incidents.savePostMortem.mutationOptions({ ...act("The post-mortem is saved.", { done: onDone }), onError: () => {} }),
  );
  // Whoever was told that another version came between has seen that: saving again goes on top of it.
  const afterVersion = save.isError ? newestVersion : draft.afterVersion;
  const parsed = PostMortemText.safeParse(text);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) save.mutate({ team: slug, incidentId: incident.id, afterVersion, text: parsed.data });
  };
  const general = generalProblem(save.error);
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <TextAreaField
        label="Text"
        hint="# Headings, - lists, **bold**, `code` and links are understood. Every save is kept as a version."
        rows={20}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={tried ? problemAt(problemsOf(parsed), "") : null}
        className="font-mono"
      />
      {general !== null && <FieldError>{general.message}</FieldError>}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" pending={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

function storyOf(incident: IncidentDetail) {
  return timelineOf(incident).map(({ atMs, text, detail, comment, told, of }) => ({
    atMs,
    text: of === undefined ? text : `#${of.number} ${of.monitor}: ${text}`,
    detail: comment ?? told ?? detail,
  }));
}

function download(incident: IncidentDetail, postMortem: string | null): void {
  const text = incidentMarkdown(incident, storyOf(incident), postMortem);
  const address = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `incident-${incident.number}.md`;
  link.click();
  URL.revokeObjectURL(address);
}
