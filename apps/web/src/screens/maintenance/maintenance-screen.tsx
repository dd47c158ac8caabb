"use client";
import type { MaintenancePlan, MaintenanceWindow } from "@vedette/core/maintenance";
import { zonedTime } from "@vedette/core/zoned-time";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC, useTRPCClient } from "../../api/trpc.ts";
import { useUndoable } from "../../api/use-undoable.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { Until } from "../../ui/time.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { wordsOf } from "./repeats.ts";

/** Every plan with its windows: what is going on now, then what comes next, then what is over. */
export function MaintenanceScreen() {
  const trpc = useTRPC();
  const team = useTeam();
  const plans = useQuery(trpc.maintenance.list.queryOptions({ team: team.slug }, { refetchInterval: 30_000 }));
  const add = team.can("monitor:write") && (
    <ButtonLink look="primary" href={`${team.base}/maintenance/new`}>
      Plan maintenance
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Maintenance"
        lead="When work is planned: nobody is woken by what it breaks, unless it stays broken."
        actions={add}
      />
      {plans.isPending ? (
        <SkeletonRows rows={3} />
      ) : plans.isError ? (
        <RefusalNote error={plans.error} onRetry={() => void plans.refetch()} />
      ) : plans.data.length === 0 ? (
        <EmptyState title="No maintenance is planned." action={add}>
          Plan a window before you work on something. Checks go on meanwhile, and an outage that outlives the window is told at its end.
        </EmptyState>
      ) : (
        <ul aria-label="Planned maintenance" className="divide-y divide-line rounded-xl border border-line bg-raised">
          {plans.data.map((plan) => (
            <PlanLine key={plan.id} plan={plan} />
          ))}
        </ul>
      )}
    </>
  );
}

function PlanLine({ plan }: { plan: MaintenancePlan }) {
  const team = useTeam();
  const zone = zonedTime(plan.timeZone);
  const active = plan.windows.find((window) => window.phase === "active");
  const next = plan.windows.filter((window) => window.phase === "scheduled");
  const last = plan.windows.findLast((window) => window.phase === "over");
  return (
    <li data-row="" className="grid gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,20rem)_auto]">
      <div className="min-w-0">
        <Link href={`${team.base}/maintenance/${plan.id}`} className="inline-block min-h-6 font-medium underline-offset-2 hover:underline">
          {plan.title}
        </Link>
        <p className="text-muted">
          {wordsOf(plan.rule)} · {scopeWords(plan.scope)}
        </p>
        {plan.note !== "" && <p className="line-clamp-2 whitespace-pre-line text-muted wrap-anywhere">{plan.note}</p>}
      </div>
      <div className="tabular min-w-0 text-muted">
        {active !== undefined && (
          <p className="text-fg">
            <StatusMark status="maintenance" word="Now" /> until {zone.time(active.endsMs)}
          </p>
        )}
        {next.slice(0, 2).map((window) => (
          <p key={window.id}>
            {zone.dateTime(window.startsMs)}, <Until atMs={window.startsMs} />
          </p>
        ))}
        {active === undefined && next.length === 0 && <p>{last === undefined ? "Over" : `Over since ${zone.dateTime(last.endsMs)}`}</p>}
      </div>
      {team.can("monitor:write") && <PlanActions plan={plan} window={active ?? next[0]} />}
    </li>
  );
}

function PlanActions({ plan, window }: { plan: MaintenancePlan; window: MaintenanceWindow | undefined }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const client = useTRPCClient();
  const input = { team: slug, planId: plan.id };
  const cancel = useUndoable({
    run: () => client.maintenance.cancel.mutate(input),
    undo: () => client.maintenance.restore.mutate(input),
    done: `${plan.title} was called off.`,
    undone: `${plan.title} is planned again.`,
    changes: trpc.maintenance.pathKey(),
  });
  const end = useMutation(
    trpc.maintenance.endWindow.mutationOptions({
      onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.maintenance.pathKey() }),
    }),
  );
  const isActive = window?.phase === "active";
  return (
    <div className="flex flex-wrap items-start gap-2">
      {window !== undefined && (isActive || plan.rule !== null) && (
        <Button pending={end.isPending} onClick={() => end.mutate({ team: slug, windowId: window.id })}>
          {isActive ? "End now" : "Skip next"}
        </Button>
      )}
      <Button pending={cancel.isPending} onClick={() => cancel.mutate()}>
        {window === undefined ? "Delete" : "Call off"}
      </Button>
    </div>
  );
}

function scopeWords(scope: MaintenancePlan["scope"]): string {
  if (scope.type === "all") return "all monitors";
  if (scope.type === "tags") return `monitors with ${scope.tags.join(", ")}`;
  return scope.monitorIds.length === 1 ? "1 monitor" : `${scope.monitorIds.length} monitors`;
}
