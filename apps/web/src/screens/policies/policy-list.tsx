"use client";
import type { PolicyRecord } from "@vedette/core/policy";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { ButtonLink, IconButton } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { conditionText, scopeText } from "./policy-words.ts";
import { useTargets } from "./use-targets.ts";
import { WhoIsTold } from "./who-is-told.tsx";

/** The policies of a team in the order in which their tags hold, and who would be told by them. */
export function PolicyList() {
  const trpc = useTRPC();
  const team = useTeam();
  const policies = useQuery(trpc.policies.list.queryOptions({ team: team.slug }));
  if (policies.isPending) return <SkeletonRows rows={4} />;
  if (policies.isError) return <RefusalNote error={policies.error} onRetry={() => void policies.refetch()} />;
  return (
    <div className="flex flex-col gap-5">
      {policies.data.length === 0 ? (
        <EmptyState
          title="Every monitor tells its own channels at once."
          action={
            team.can("policy:write") && (
              <ButtonLink look="primary" href={`${team.base}/alerts/policies/new`}>
                Add a policy
              </ButtonLink>
            )
          }
        >
          A policy says who is told first, who is told next when nobody acknowledges, and at what hours.
        </EmptyState>
      ) : (
        <ol aria-label="Policies" className="divide-y divide-line rounded-xl border border-line bg-raised">
          {policies.data.map((policy, i) => (
            <PolicyLine key={policy.id} policy={policy} place={i} all={policies.data} />
          ))}
        </ol>
      )}
      <WhoIsTold />
    </div>
  );
}

function PolicyLine({ policy, place, all }: { policy: PolicyRecord; place: number; all: readonly PolicyRecord[] }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const { nameOf } = useTargets();
  const order = useMutation(
    trpc.policies.order.mutationOptions({
      onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.policies.pathKey() }),
    }),
  );
  const move = (to: number) => {
    const ids = all.map((each) => each.id).filter((id) => id !== policy.id);
    order.mutate({ team: team.slug, policyIds: ids.toSpliced(to, 0, policy.id) });
  };
  return (
    <li data-row="" className="flex items-start gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <Link
          href={`${team.base}/alerts/policies/${policy.id}`}
          className="inline-block min-h-6 font-medium underline-offset-2 hover:underline"
        >
          {policy.name}
        </Link>
        <p className="text-muted wrap-anywhere">{scopeText(policy)}</p>
        <ol className="mt-1">
          {policy.plan.steps.map((step, i) => (
            <li key={i} className="wrap-anywhere">
              <span className="text-muted">
                {i + 1}. {conditionText(step)}:
              </span>{" "}
              {step.tell.map(nameOf).join(", ")}
            </li>
          ))}
        </ol>
      </div>
      {team.can("policy:write") && all.length > 1 && (
        <div className="flex">
          <IconButton label={`Move ${policy.name} up`} disabled={place === 0} pending={order.isPending} onClick={() => move(place - 1)}>
            <ArrowUp aria-hidden="true" className="size-4" />
          </IconButton>
          <IconButton
            label={`Move ${policy.name} down`}
            disabled={place === all.length - 1}
            pending={order.isPending}
            onClick={() => move(place + 1)}
          >
            <ArrowDown aria-hidden="true" className="size-4" />
          </IconButton>
        </div>
      )}
    </li>
  );
}
