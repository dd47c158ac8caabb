"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { kinds } from "@vedette/core/kinds";
import { isActive } from "@vedette/core/monitor-spec";
import { type Proposal, proposeSpecs } from "@vedette/core/propose-specs";
import { useRouter, useSearchParams } from "next/navigation";
import { type SubmitEvent, useEffect, useState } from "react";
import { type Problems, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { useShownProblem } from "../../api/use-shown-problem.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { newId } from "../../ui/new-id.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { AddressField } from "./address-field.tsx";
import { FormBar } from "./form-bar.tsx";
import { KindChoice } from "./kind-choice.tsx";
import { type MonitorDraft, isProbedKind, newDraft, readDraft, withProposal, withSpec } from "./monitor-draft.ts";
import { MonitorForm } from "./monitor-form.tsx";
import { PreviewCard } from "./preview-card.tsx";
import { fieldsOf, withCondition } from "./spec-draft.ts";
import { usePreview, useRecognized } from "./use-preview.ts";

/** One field to the first check: paste an address, see a real result, start. Everything else has a default. */
export function NewMonitorScreen() {
  const { base, slug } = useTeam();
  const router = useRouter();
  const toast = useToast();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [address, setAddress] = useState(useSearchParams().get("url") ?? "");
  const [{ draft, proposed }, setTyped] = useState<Typed>(() =>
    drafted({ draft: newDraft("http"), proposed: null }, address, proposeSpecs(address).proposals, null),
  );
  const [creationKey] = useState(newId);
  const [touched, setTouched] = useState(false);
  const [refusals, setRefusals] = useState(0);
  const create = useMutation({
    ...trpc.monitors.create.mutationOptions(),
    onSuccess: (monitor) => {
      void client.invalidateQueries(trpc.monitors.pathFilter());
      toast({ title: `${monitor.name} is watched from now on.` });
      router.push(`${base}/monitors/${monitor.id}`);
    },
  });
  const form = useShownProblem(refusals, create.error);
  // Who chose a kind by hand knows better than what answers.
  const [chosen, setChosen] = useState<MonitorDraft["kind"] | null>(null);
  const recognized = useRecognized(chosen === null ? address : "");
  const { proposals, notes, problem } = proposeSpecs(address, recognized.scheme);
  useEffect(() => {
    if (recognized.scheme !== null) setTyped((now) => drafted(now, address, proposeSpecs(address, recognized.scheme).proposals, null));
  }, [address, recognized.scheme]);
  const reading = readDraft(draft);
  const preview = usePreview(!recognized.waiting && reading.ok && isActive(reading.input.spec) ? reading.input.spec : null);
  const refused = refusedFields(create.error, "monitor");
  const errors = reading.ok ? {} : reading.errors;
  const ofAddress = problem === null || errors["spec.url"] === undefined ? {} : { "spec.url": problem };
  const problems = { ...refused, ...errors, ...ofAddress };
  const showsProblems = refusals > 0 || (touched && address.trim() !== "");
  const isByUrl = "url" in draft.spec;
  const isProbed = isProbedKind(draft.kind);
  const retyped = (next: Typed) => {
    create.reset();
    setTyped(next);
  };
  const change = (next: MonitorDraft) => retyped({ draft: next, proposed });
  const retype = (text: string) => {
    setAddress(text);
    retyped(drafted({ draft, proposed }, text, proposeSpecs(text).proposals, chosen));
  };
  const choose = (kind: MonitorDraft["kind"]) => {
    const proposal = proposals.find((each) => each.kind === kind) ?? null;
    setChosen(kind);
    const spec = proposal?.spec ?? ("url" in newDraft(kind).spec ? { url: address } : {});
    retyped({ draft: withSpec(draft, kind, spec), proposed: proposal });
  };
  /** Enter in the address starts what was seen; before that, it asks for the check. */
  const enter = (): boolean => {
    if (!isProbed || !reading.ok || (preview.isOfNow && !recognized.waiting)) return true;
    if (!preview.waiting && !recognized.waiting) preview.again();
    return false;
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (reading.ok) create.mutate({ team: slug, creationKey, monitor: reading.input });
    else setRefusals(refusals + 1);
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="mx-auto max-w-3xl">
      <PageHeader title="New monitor" lead="Paste an address or a curl command. A real check runs before anything is saved." />
      <div className="flex flex-col gap-5">
        <AddressField
          value={address}
          onChange={retype}
          onLeave={() => setTouched(true)}
          onEnter={enter}
          error={showsProblems && isByUrl ? problems["spec.url"] : undefined}
        />
        {notes.length > 0 && (
          <ul aria-label="Not taken from the command" className="ml-5 list-disc text-sm text-muted">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        <KindChoice value={draft.kind} likely={proposals.map((proposal) => proposal.kind)} onChange={choose} />
        {isProbed && (
          <PreviewCard
            waiting={preview.waiting || recognized.waiting}
            isUnheard={preview.isUnheard || recognized.isUnheard}
            isOfNow={preview.isOfNow}
            isHeld={preview.isHeld}
            isReadable={reading.ok}
            answer={isByUrl && address.trim() === "" ? null : preview.answer}
            error={preview.error}
            asserting={{ subjects: kinds[draft.kind].subjects, add: (line) => change({ ...draft, spec: withCondition(draft.spec, line) }) }}
          />
        )}
        <MonitorForm
          draft={draft}
          onChange={change}
          errors={refusals > 0 ? problems : withoutMissing(problems, draft.kind)}
          hidesAddress={isByUrl}
        />
        {create.isError && Object.keys(refused).length === 0 && <RefusalNote error={create.error} />}
        <FormBar draft={draft}>
          <Button type="submit" look="primary" pending={create.isPending}>
            Start monitoring
          </Button>
          {isProbed && (
            <Button onClick={preview.again} disabled={!reading.ok || preview.waiting || recognized.waiting}>
              Test now
            </Button>
          )}
          <ButtonLink href={`${base}/monitors`} look="quiet" className="max-sm:hidden">
            Cancel
          </ButtonLink>
        </FormBar>
      </div>
    </form>
  );
}

/** `proposed`: what of the draft an address said, and nobody typed. */
type Typed = { draft: MonitorDraft; proposed: Proposal | null };

/** The draft that follows a typed address: of the chosen kind where it can be, else of the likeliest. */
function drafted({ draft, proposed }: Typed, text: string, proposals: readonly Proposal[], chosen: MonitorDraft["kind"] | null): Typed {
  const best = proposals.find((proposal) => proposal.kind === chosen) ?? proposals[0];
  if (best !== undefined) return { draft: withProposal(draft, proposed, best), proposed: best };
  return { draft: "url" in draft.spec ? { ...draft, spec: { ...draft.spec, url: text } } : draft, proposed };
}

/** Fields of the target that nobody has reached yet are not complained about before the form is sent. */
function withoutMissing(problems: Problems, kind: MonitorDraft["kind"]): Problems {
  const early = fieldsOf(kind).flatMap(({ key, meta, control }) =>
    meta.place === "address" || control.type === "list" ? [`spec.${key}`] : [],
  );
  return Object.fromEntries(Object.entries(problems).filter(([path]) => !early.includes(path)));
}
