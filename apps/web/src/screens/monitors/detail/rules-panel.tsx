"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../api/trpc.ts";
import { ButtonLink } from "../../../ui/button.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { RuleList } from "../../rules/rule-list.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { useMonitor } from "./monitor-context.tsx";

/** The rules that look at the monitor: its own, those of its tags and those of the team. */
export function RulesPanel() {
  const { base, slug, can } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const rules = useQuery(trpc.rules.list.queryOptions({ team: slug, monitorId: monitor.id }));
  return (
    <Panel
      title="Rules"
      flush
      actions={can("monitor:write") && <ButtonLink href={`${base}/alerts/rules/new?monitor=${monitor.id}`}>Add a rule</ButtonLink>}
    >
      {rules.isPending && <SkeletonRows rows={2} />}
      {rules.isError && <RefusalNote error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.isSuccess && rules.data.length === 0 && (
        <p className="px-4 py-3 text-muted">No rule looks at this monitor. An incident opens only when checks fail.</p>
      )}
      {rules.isSuccess && rules.data.length > 0 && <RuleList rules={rules.data} />}
    </Panel>
  );
}
