"use client";
import { PolicyInput, type PolicyRecord } from "@vedette/core/policy";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemAt, problemsOf, refusedFields, within } from "../../api/form-problems.ts";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC, useTRPCClient } from "../../api/trpc.ts";
import { useUndoable } from "../../api/use-undoable.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { ConflictNote } from "../../ui/conflict-note.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { CheckboxField, FieldError, TextField } from "../../ui/field.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { BackLink } from "../../ui/text-link.tsx";
import { useToast } from "../../ui/toast.tsx";
import { MonitorPicker } from "../monitors/monitors-field.tsx";
import { TagsField } from "../monitors/tags-field.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { type PolicyDraft, draftOf, emptyPolicy, emptyStep } from "./policy-draft.ts";
import { deletionText } from "./policy-words.ts";
import { PolicyTrial } from "./policy-trial.tsx";
import { StepFields } from "./step-fields.tsx";

type Opened = { id: string; version: number; draft: PolicyDraft };

/** A policy with its steps, and beside them what they would do. `policyId` null: a new one. */
export function PolicyScreen({ policyId }: { policyId: string | null }) {
  const trpc = useTRPC();
  const team = useTeam();
  const policies = useQuery(trpc.policies.list.queryOptions({ team: team.slug }));
  const policy = policies.data?.find((each) => each.id === policyId);
  const opened = policy === undefined ? null : { id: policy.id, version: policy.version, draft: draftOf(policy) };
  const lead = <BackLink href={`${team.base}/alerts?tab=policies`}>Policies</BackLink>;
  if (policyId === null || opened !== null)
    return (
      <>
        <PageHeader title={opened?.draft.name ?? "Add a policy"} lead={lead} />
        <PolicyForm newest={opened} />
        {policy !== undefined && team.can("policy:write") && (
          <div className="mt-5">
            <DeletePolicy policy={policy} />
          </div>
        )}
      </>
    );
  return (
    <>
      <PageHeader title="Policy" lead={lead} />
      {policies.isPending && <SkeletonRows />}
      {policies.isError && <RefusalNote error={policies.error} onRetry={() => void policies.refetch()} />}
      {policies.isSuccess && (
        <EmptyState
          title="This policy does not exist, or it was deleted."
          action={<ButtonLink href={`${team.base}/alerts?tab=policies`}>See policies</ButtonLink>}
        />
      )}
    </>
  );
}

function PolicyForm({ newest }: { newest: Opened | null }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const router = useRouter();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(newest);
  const [draft, setDraft] = useState(newest?.draft ?? emptyPolicy);
  const [tried, setTried] = useState(false);
  const shared = {
    onSuccess: (saved: { name: string }) => {
      toast({ title: `${saved.name} was saved.` });
      router.push(`${team.base}/alerts?tab=policies`);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.policies.pathKey() }),
  };
  const create = useMutation(trpc.policies.create.mutationOptions(shared));
  const update = useMutation(trpc.policies.update.mutationOptions(shared));
  const saving = opened === null ? create : update;
  const parsed = PolicyInput.safeParse(draft);
  const problems = { ...refusedFields(saving.error, "policy"), ...(tried ? problemsOf(parsed) : {}) };
  const isConflict = update.isError && refusalOf(update.error).code === "conflict";
  const general = isConflict ? null : generalProblem(saving.error);
  const change = (part: Partial<PolicyDraft>) => {
    setDraft({ ...draft, ...part });
    saving.reset();
  };
  const { plan } = draft;
  const changePlan = (part: Partial<typeof plan>) => change({ plan: { ...plan, ...part } });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!parsed.success) return;
    if (opened === null) create.mutate({ team: team.slug, policy: parsed.data });
    else update.mutate({ team: team.slug, policyId: opened.id, version: opened.version, policy: parsed.data });
  };
  const reload = () => {
    setOpened(newest);
    setDraft(newest?.draft ?? emptyPolicy);
    update.reset();
  };
  const number = (label: string, hint: string, path: string, value: number | null, set: (value: number | null) => void) => (
    <TextField
      label={label}
      hint={hint}
      inputMode="numeric"
      value={value === null || Number.isNaN(value) ? "" : String(value)}
      onChange={(event) => set(event.target.value === "" ? null : Number(event.target.value))}
      error={problemAt(problems, path)}
    />
  );
  return (
    <form onSubmit={submit} noValidate className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
      <fieldset disabled={!team.can("policy:write")} className="flex min-w-0 flex-col gap-5">
        {isConflict && <ConflictNote onLoad={reload}>Somebody else has changed this policy meanwhile.</ConflictNote>}
        <TextField
          label="Name"
          placeholder="Nights and weekends"
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
          error={problemAt(problems, "name")}
          autoComplete="off"
        />
        <Panel title="Steps">
          <div className="flex flex-col gap-4">
            {plan.steps.map((step, i) => (
              <StepFields
                key={i}
                nth={i + 1}
                step={step}
                problems={within(problems, `plan.steps.${i}`)}
                onChange={(changed) => changePlan({ steps: plan.steps.with(i, changed) })}
                onRemove={plan.steps.length === 1 ? null : () => changePlan({ steps: plan.steps.toSpliced(i, 1) })}
              />
            ))}
            <div>
              <Button
                disabled={plan.steps.length >= 10}
                onClick={() => changePlan({ steps: [...plan.steps, { ...emptyStep, afterMinutes: 10 }] })}
              >
                Add a step
              </Button>
            </div>
          </div>
        </Panel>
        <Panel title="Until somebody acknowledges">
          <div className="grid gap-4 sm:grid-cols-2">
            {number("Repeat all steps, times", "0: each step is taken once.", "plan.repeat.times", plan.repeat.times, (times) =>
              changePlan({ repeat: { ...plan.repeat, times: times ?? 0 } }),
            )}
            {number("Minutes between rounds", "After the last step.", "plan.repeat.afterMinutes", plan.repeat.afterMinutes, (after) =>
              changePlan({ repeat: { ...plan.repeat, afterMinutes: after ?? Number.NaN } }),
            )}
            {number(
              "Remind every, minutes",
              "Whoever was told. Left empty: never.",
              "plan.remindMinutes",
              plan.remindMinutes,
              (remindMinutes) => changePlan({ remindMinutes }),
            )}
            {number(
              "Group what begins within, seconds",
              "The first is told at once; others with the same host, parent or tag go together. 0: never.",
              "plan.groupSeconds",
              plan.groupSeconds,
              (seconds) => changePlan({ groupSeconds: seconds ?? 0 }),
            )}
          </div>
        </Panel>
        <Panel title="Which monitors follow it">
          <div className="flex flex-col gap-4">
            <CheckboxField
              label="Everything that no other policy holds for"
              hint="A team has one such policy at most."
              checked={draft.isDefault}
              onChange={(event) => change({ isDefault: event.target.checked })}
            />
            <TagsField
              label="Monitors tagged"
              value={draft.tags}
              onChange={(tags) => change({ tags })}
              error={problemAt(problems, "tags")}
            />
            <MonitorPicker
              label="These monitors, whatever their tags"
              chosen={draft.monitorIds}
              onChange={(monitorIds) => change({ monitorIds })}
              problem={problemAt(problems, "monitorIds")}
            />
          </div>
        </Panel>
        {team.can("policy:write") && (
          <div>
            <Button type="submit" look="primary" pending={saving.isPending}>
              Save policy
            </Button>
            {general !== null && <FieldError>{general.message}</FieldError>}
            {tried && !parsed.success && <FieldError>Something above is missing or wrong.</FieldError>}
          </div>
        )}
      </fieldset>
      <PolicyTrial draft={draft} />
    </form>
  );
}

/** Deletes at once, having said what follows; the toast undoes it. */
function DeletePolicy({ policy }: { policy: PolicyRecord }) {
  const { id, name } = policy;
  const team = useTeam();
  const router = useRouter();
  const client = useTRPCClient();
  const input = { team: team.slug, policyId: id };
  const remove = useUndoable({
    run: () => client.policies.remove.mutate(input),
    undo: () => client.policies.restore.mutate(input),
    done: `${name} was deleted.`,
    undone: `${name} is back.`,
    changes: useTRPC().policies.pathKey(),
    after: () => router.push(`${team.base}/alerts?tab=policies`),
  });
  return (
    <Panel title="Delete">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-56 text-muted">{deletionText(policy)} You can undo this right after.</p>
        <Button pending={remove.isPending} onClick={() => remove.mutate()}>
          Delete policy
        </Button>
      </div>
    </Panel>
  );
}
