"use client";
import { ChannelInput } from "@vedette/core/channel";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, TextField } from "../../ui/field.tsx";
import { type ChannelDraft, inputOf } from "./channel-draft.ts";

const fields = {
  email: {
    path: "target.to",
    label: "Recipients",
    hint: "Separate several by commas.",
    placeholder: "ops@example.com",
    inputMode: "email",
  },
  webhook: {
    path: "target.url",
    label: "Address",
    hint: "Every message is signed (Standard Webhooks); the secret is shown once.",
    placeholder: "https://example.com/hooks/vedette",
    inputMode: "url",
  },
} as const;

type ChannelFormProps = {
  initial: ChannelDraft;
  submitLabel: string;
  pending: boolean;
  /** What the server answered to the last submission. */
  error: unknown;
  onSubmit: (channel: ChannelInput) => void;
  onChange?: () => void;
};

/** The two fields of a channel. What was typed stays, whatever the server says. */
export function ChannelForm({ initial, submitLabel, pending, error, onSubmit, onChange }: ChannelFormProps) {
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const parsed = ChannelInput.safeParse(inputOf(draft));
  const problems = { ...refusedFields(error, "channel"), ...(tried ? problemsOf(parsed) : {}) };
  const general = generalProblem(error);
  const field = fields[draft.kind];
  const isShortened = initial.address.endsWith("/…");
  const change = (part: Partial<ChannelDraft>) => {
    setDraft({ ...draft, ...part });
    onChange?.();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) onSubmit(parsed.data);
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-lg flex-col gap-4">
      <TextField
        label="Name"
        placeholder={draft.kind === "email" ? "Ops by mail" : "Ops chat"}
        value={draft.name}
        onChange={(event) => change({ name: event.target.value })}
        error={problemAt(problems, "name")}
        autoComplete="off"
      />
      <TextField
        label={field.label}
        hint={isShortened ? "Shortened, because the path is often a key. Left as it is, the whole address stays." : field.hint}
        placeholder={field.placeholder}
        inputMode={field.inputMode}
        value={draft.address}
        onChange={(event) => change({ address: event.target.value })}
        error={problemAt(problems, field.path)}
        autoComplete="off"
        spellCheck={false}
      />
      <div>
        <Button type="submit" look="primary" pending={pending}>
          {submitLabel}
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
    </form>
  );
}
