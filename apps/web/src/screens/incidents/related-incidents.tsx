"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { Panel } from "../../ui/panel.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** Other incidents that may have the same cause, each with what they have in common. Nothing where there is none. */
export function RelatedIncidents({ incidentId }: { incidentId: string }) {
  const trpc = useTRPC();
  const { slug, base } = useTeam();
  const related = useQuery(trpc.incidents.related.queryOptions({ team: slug, incidentId }, { refetchInterval: 30_000 })).data ?? [];
  if (related.length === 0) return null;
  return (
    <Panel title="Related incidents">
      <ul className="flex flex-col gap-3 text-sm">
        {related.map((each) => (
          <li key={each.id}>
            <div className="flex flex-wrap items-center gap-x-2">
              <TextLink href={`${base}/incidents/${each.id}`}>
                {each.monitor.name} #{each.number}
              </TextLink>
              <StatusMark
                status={each.endedAtMs === null ? each.severity : "up"}
                {...(each.endedAtMs === null ? {} : { word: "Resolved" })}
              />
            </div>
            <p className="text-xs text-muted wrap-anywhere">{each.why}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
