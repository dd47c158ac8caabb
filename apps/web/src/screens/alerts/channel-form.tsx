"use client";
import { ChannelInput } from "@vedette/core/channel";
import { channelKinds } from "@vedette/core/channel-kinds";
import { ExternalLink } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, TextField } from "../../ui/field.tsx";
import { SpecFields } from "../monitors/spec-fields.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { type ChannelDraft, fieldsOf, inputOf } from "./channel-draft.ts";
import { OwnWords } from "./own-words.tsx";
import { ThisBrowser } from "./this-browser.tsx";

type ChannelFormProps = {
  initial: ChannelDraft;
  submitLabel: string;
  pending: boolean;
  /** What the server answered to the last submission. */
  error: unknown;
  onSubmit: (channel: ChannelInput) => void;
  onChange?: () => void;
};

/** The fields of a channel, generated from its kind's schema. What was typed stays, whatever the server says. */
export function ChannelForm({ initial, submitLabel, pending, error, onSubmit, onChange }: ChannelFormProps) {
  const team = useTeam();
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const parsed = ChannelInput.safeParse(inputOf(draft));
  const problems = { ...refusedFields(error, "channel"), ...(tried ? problemsOf(parsed) : {}) };
  const general = generalProblem(error);
  const change = (part: Partial<ChannelDraft>) => {
    setDraft({ ...draft, ...part });
    onChange?.();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) onSubmit(parsed.data);
  };
  const fields = fieldsOf(draft.kind);
  const rare = fields.filter((field) => field.meta.place === undefined);
  const ofTarget = {
    draft: draft.target,
    onChange: (target: ChannelDraft["target"]) => change({ target }),
    errors: problems,
    path: "target",
  };
  const { howTo, label, pressesAt } = channelKinds[draft.kind];
  return (
    <form onSubmit={submit} noValidate className="flex max-w-2xl flex-col gap-4">
      <p className="text-sm text-muted">
        <a href={howTo.url} target="_blank" rel="noreferrer" className="underline underline-offset-2">
          {howTo.text} <ExternalLink aria-label="(elsewhere)" className="inline size-3" />
        </a>
      </p>
      <TextField
        label="Name"
        value={draft.name}
        onChange={(event) => change({ name: event.target.value })}
        error={problemAt(problems, "name")}
        autoComplete="off"
      />
      {draft.kind === "webpush" ? (
        <ThisBrowser target={draft.target} onChange={(target) => change({ target })} error={problemAt(problems, "target")} />
      ) : (
        <SpecFields {...ofTarget} fields={fields.filter((field) => field.meta.place === "main")} />
      )}
      {pressesAt !== undefined && (
        <p className="text-sm text-muted wrap-anywhere">
          For buttons that act in the chat, {label} has to reach <code>{team.instance.publicUrl + pressesAt}</code>. Where it cannot, the
          links in its messages work all the same.
        </p>
      )}
      {rare.length > 0 && (
        <details
          className="rounded-lg border border-line"
          open={rare.some((field) => problemAt(problems, `target.${field.key}`) !== null) || undefined}
        >
          <summary className="touchable min-h-11 cursor-pointer px-4 py-2.5 text-sm font-medium">All settings</summary>
          <div className="border-t border-line p-4">
            <SpecFields {...ofTarget} fields={rare} />
          </div>
        </details>
      )}
      {/* A kind with a body of its own is worded there. */}
      {!("body" in draft.target) && (
        <OwnWords templates={draft.templates} onChange={(templates) => change({ templates })} problems={problems} />
      )}
      <div>
        <Button type="submit" look="primary" pending={pending}>
          {submitLabel}
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
    </form>
  );
}
