"use client";
import type { MaintenancePlan } from "@vedette/core/maintenance";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { BackLink } from "../../ui/text-link.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { PlanForm, type PlanDraft, draftOf } from "./plan-form.tsx";

/** Plans maintenance from scratch. */
export function NewPlanScreen() {
  const trpc = useTRPC();
  const { slug, base } = useTeam();
  const leave = useLeave();
  const plan = useMutation(trpc.maintenance.plan.mutationOptions({ onSuccess: () => leave("Maintenance was planned.") }));
  const [initial] = useState(newDraft);
  return (
    <>
      <PageHeader title="Plan maintenance" lead={<BackLink href={`${base}/maintenance`}>Maintenance</BackLink>} />
      <PlanForm
        initial={initial}
        submitLabel="Plan maintenance"
        pending={plan.isPending}
        error={plan.error}
        onSubmit={(input) => plan.mutate({ team: slug, plan: input })}
        onChange={() => plan.isError && plan.reset()}
      />
    </>
  );
}

/** Changes a plan; what is over stays as it was. */
export function EditPlanScreen({ planId }: { planId: string }) {
  const trpc = useTRPC();
  const { slug, base } = useTeam();
  const plans = useQuery(trpc.maintenance.list.queryOptions({ team: slug }));
  if (plans.isPending) return <SkeletonRows rows={6} />;
  if (plans.isError) return <RefusalNote error={plans.error} onRetry={() => void plans.refetch()} />;
  const plan = plans.data.find((each) => each.id === planId);
  if (plan === undefined) return <EmptyState title="This maintenance does not exist, or you cannot see it." />;
  return (
    <>
      <PageHeader title={plan.title} lead={<BackLink href={`${base}/maintenance`}>Maintenance</BackLink>} />
      <EditPlan key={plan.id} plan={plan} />
    </>
  );
}

function EditPlan({ plan }: { plan: MaintenancePlan }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const leave = useLeave();
  // What was there when the form was opened: a change by somebody else is a conflict, not an overwriting.
  const [{ id, version, createdAtMs: _, windows: __, ...input }] = useState(plan);
  const replan = useMutation(trpc.maintenance.replan.mutationOptions({ onSuccess: () => leave("The plan was changed.") }));
  return (
    <PlanForm
      initial={draftOf(input)}
      submitLabel="Save"
      pending={replan.isPending}
      error={replan.error}
      onSubmit={(changed) => replan.mutate({ team: slug, planId: id, version, plan: changed })}
      onChange={() => replan.isError && replan.reset()}
    />
  );
}

function useLeave(): (said: string) => Promise<void> {
  const trpc = useTRPC();
  const { base } = useTeam();
  const router = useRouter();
  const toast = useToast();
  const queries = useQueryClient();
  return async (said) => {
    toast({ title: said });
    router.push(`${base}/maintenance`);
    await queries.invalidateQueries({ queryKey: trpc.maintenance.pathKey() });
  };
}

/** The next full hour, for two hours, where the reader is. */
function newDraft(): PlanDraft {
  const startsMs = Math.ceil((Date.now() + 1) / 3_600_000) * 3_600_000;
  const shown = (atMs: number) => new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  return {
    title: "",
    note: "",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    startsAt: shown(startsMs),
    endsAt: shown(startsMs + 2 * 3_600_000),
    rule: null,
    scope: "monitors",
    tags: [],
    monitorIds: [],
  };
}
