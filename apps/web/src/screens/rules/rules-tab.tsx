"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { RuleNoisePanel } from "./rule-noise.tsx";
import { RuleList } from "./rule-list.tsx";

/** Every rule of the team with how it stands. */
export function RulesTab() {
  const { base, slug, can } = useTeam();
  const trpc = useTRPC();
  const rules = useQuery(trpc.rules.list.queryOptions({ team: slug }, { refetchInterval: 10_000 }));
  if (rules.isPending) return <SkeletonRows rows={4} />;
  if (rules.isError) return <RefusalNote error={rules.error} onRetry={() => void rules.refetch()} />;
  if (rules.data.length > 0) {
    return (
      <div className="flex flex-col gap-5">
        <div className="rounded-xl border border-line bg-raised">
          <RuleList rules={rules.data} />
        </div>
        <RuleNoisePanel />
      </div>
    );
  }
  return (
    <EmptyState
      title="An incident opens only when checks fail."
      action={
        can("monitor:write") && (
          <ButtonLink look="primary" href={`${base}/alerts/rules/new`}>
            Add a rule
          </ButtonLink>
        )
      }
    >
      A rule opens one when answers become slow, errors many, uptime low, a certificate old; for one monitor, a tag or the whole team.
    </EmptyState>
  );
}
