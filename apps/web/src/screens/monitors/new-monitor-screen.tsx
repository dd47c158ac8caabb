"use client";
import { isActive } from "@vedette/core/monitor-spec";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { newId } from "../../ui/new-id.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { AddressField } from "./address-field.tsx";
import { FormBar } from "./form-bar.tsx";
import { type MonitorDraft, emptyDraft, readDraft } from "./monitor-draft.ts";
import { MonitorForm } from "./monitor-form.tsx";
import { PreviewCard } from "./preview-card.tsx";
import { usePreview } from "./use-preview.ts";

/** One field to the first check: paste an address, see a real result, start. Everything else has a default. */
export function NewMonitorScreen() {
  const { base, slug } = useTeam();
  const router = useRouter();
  const toast = useToast();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [draft, setDraft] = useState<MonitorDraft>({ ...emptyDraft, url: useSearchParams().get("url") ?? "" });
  const [creationKey] = useState(newId);
  const [touched, setTouched] = useState(false);
  const [submitted, setSubmitted] = useState(false);
  const create = useMutation({
    ...trpc.monitors.create.mutationOptions(),
    onSuccess: (monitor) => {
      void client.invalidateQueries(trpc.monitors.pathFilter());
      toast({ title: `${monitor.name} is watched from now on.` });
      router.push(`${base}/monitors/${monitor.id}`);
    },
  });
  const reading = readDraft(draft);
  const preview = usePreview(reading.ok && isActive(reading.input.spec) ? reading.input.spec : null);
  const refused = refusedFields(create.error, "monitor");
  const errors = { ...refused, ...(reading.ok ? {} : reading.errors) };
  const isEmpty = draft.url.trim() === "";
  const showsAddressError = submitted || (touched && !isEmpty);
  const change = (next: MonitorDraft) => {
    create.reset();
    setDraft(next);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (reading.ok) create.mutate({ team: slug, creationKey, monitor: reading.input });
  };
  return (
    <form onSubmit={submit} noValidate className="mx-auto max-w-3xl">
      <PageHeader title="New monitor" lead="Paste an address. A real check runs before anything is saved." />
      <div className="flex flex-col gap-5">
        <AddressField
          value={draft.url}
          onChange={(url) => change({ ...draft, url })}
          onLeave={() => setTouched(true)}
          error={showsAddressError ? errors["spec.url"] : undefined}
          takesFocus
        />
        <PreviewCard waiting={preview.waiting} answer={preview.answer} error={preview.error} />
        <MonitorForm draft={draft} onChange={change} errors={errors} />
        {create.isError && Object.keys(refused).length === 0 && <RefusalNote error={create.error} />}
        <FormBar draft={draft}>
          <Button type="submit" look="primary" pending={create.isPending}>
            Start monitoring
          </Button>
          <Button onClick={preview.again} disabled={!reading.ok || preview.waiting}>
            Test now
          </Button>
          <ButtonLink href={`${base}/monitors`} look="quiet" className="max-sm:hidden">
            Cancel
          </ButtonLink>
        </FormBar>
      </div>
    </form>
  );
}
