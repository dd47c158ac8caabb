"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../api/trpc.ts";
import { Panel } from "../../../ui/panel.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { StatusMark } from "../../../ui/status-mark.tsx";
import { TextLink } from "../../../ui/text-link.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { markOf } from "../monitor-state.ts";
import { useMonitor } from "./monitor-context.tsx";

/** The monitors that a group follows and how each stands, those in trouble first. */
export function GroupPanel() {
  const { slug, base } = useTeam();
  const { spec } = useMonitor();
  const trpc = useTRPC();
  const monitors = useQuery({ ...trpc.monitors.list.queryOptions({ team: slug }), refetchInterval: 10_000 }).data;
  if (spec.kind !== "group") return null;
  const members = monitors?.filter((monitor) => spec.members.includes(monitor.id));
  const sorted = members?.toSorted((a, b) => Number(a.health.confirmed === "up") - Number(b.health.confirmed === "up"));
  return (
    <Panel title="Members" flush>
      {sorted === undefined ? (
        <Skeleton className="h-20" />
      ) : (
        <ul className="divide-y divide-line">
          {sorted.map((member) => (
            <li key={member.id} className="flex flex-wrap items-center gap-x-3 px-4 py-2">
              <StatusMark status={markOf(member)} />
              <TextLink href={`${base}/monitors/${member.id}`}>{member.name}</TextLink>
              <span className="text-xs text-muted wrap-anywhere">{member.target}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
