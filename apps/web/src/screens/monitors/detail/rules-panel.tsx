"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { RuleInput, RuleRecord } from "@vedette/core/rule";
import { refusalOf } from "../../../api/refusal.ts";
import { useTRPC } from "../../../api/trpc.ts";
import { Button } from "../../../ui/button.tsx";
import { formatMs } from "../../../ui/format.ts";
import { Panel } from "../../../ui/panel.tsx";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusMark } from "../../../ui/status-mark.tsx";
import { Lasted } from "../../../ui/time.tsx";
import { useToast } from "../../../ui/toast.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { NewRule } from "./new-rule.tsx";
import { useMonitor } from "./monitor-context.tsx";

/** When measured latency becomes an incident of its own, beside being down. */
export function RulesPanel() {
  const { slug, can } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const rules = useQuery(trpc.rules.list.queryOptions({ team: slug, monitorId: monitor.id }));
  return (
    <Panel title="Latency rules">
      {rules.data === undefined ? (
        rules.isError ? (
          <RefusalNote error={rules.error} onRetry={() => void rules.refetch()} />
        ) : (
          <SkeletonRows rows={2} />
        )
      ) : (
        <>
          {rules.data.length === 0 && <p className="text-muted">No rule. An incident opens only when checks fail.</p>}
          <ul className="divide-y divide-line">
            {rules.data.map((rule) => (
              <RuleLine key={rule.id} rule={rule} />
            ))}
          </ul>
        </>
      )}
      {can("monitor:write") && <NewRule />}
    </Panel>
  );
}

function RuleLine({ rule }: { rule: RuleRecord }) {
  const { slug, can } = useTeam();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const renew = () => void queries.invalidateQueries(trpc.rules.pathFilter());
  const { kind, params, enabled, monitorId } = rule;
  const restore = useMutation({ ...trpc.rules.create.mutationOptions(), onSettled: renew });
  const remove = useMutation({
    ...trpc.rules.remove.mutationOptions(),
    onSuccess: () => {
      renew();
      const undo = (rule: RuleInput) => ({ label: "Undo", onPress: () => restore.mutate({ team: slug, monitorId, rule }) });
      toast({ title: "The rule was deleted.", ...(params !== null && { action: undo({ kind, params, enabled }) }) });
    },
    onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
      <p className="tabular min-w-0 flex-1 basis-60">
        {params === null
          ? "This version cannot read this rule, so it is not judged. Delete it and add it again."
          : `p${params.percentile} over ${formatMs(params.windowMs)} above ${formatMs(params.thresholdMs)}`}
      </p>
      <span className="flex items-center gap-2 text-muted">
        <RuleState rule={rule} />
      </span>
      {can("monitor:write") && (
        <Button look="quiet" pending={remove.isPending} onClick={() => remove.mutate({ team: slug, ruleId: rule.id })}>
          Delete<span className="sr-only"> this rule</span>
        </Button>
      )}
    </li>
  );
}

function RuleState({ rule }: { rule: RuleRecord }) {
  if (!rule.enabled) return <StatusMark status="paused" word="Off" />;
  if (rule.confirmed === "unknown") return <StatusMark status="no_data" word="Not judged yet" />;
  return (
    <>
      <StatusMark status={rule.confirmed} word={rule.confirmed === "up" ? "Kept" : "Broken"} />
      {rule.sinceMs !== null && (
        <span>
          for <Lasted fromMs={rule.sinceMs} untilMs={null} />
        </span>
      )}
    </>
  );
}
