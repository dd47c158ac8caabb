"use client";
import { useQuery } from "@tanstack/react-query";
import { durationName } from "@vedette/core/zoned-time";
import { useTRPC } from "../../api/trpc.ts";
import { ChoiceLinks } from "../../ui/choice-links.tsx";
import { formatCount } from "../../ui/format.ts";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { useTeam } from "../shell/team-context.tsx";
import type { IncidentScope } from "./incident-filters.tsx";

/** How fast incidents are taken on and over, each mean with the number that it is over. Nothing where there was none. */
export function ResponseTimes({ scope }: { scope: IncidentScope }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const [range] = useUrlParam("days");
  const days = range === "7" ? 7 : range === "90" ? 90 : 30;
  const figures = useQuery(trpc.incidents.figures.queryOptions({ team: slug, days, ...scope })).data;
  if (figures === undefined || (figures.n === 0 && range === null)) return null;
  const { n, mttaMs, acknowledgedN, mttrMs, resolvedN } = figures;
  const facts = [
    { term: "Incidents", value: formatCount(n), of: `in ${days} days` },
    { term: "Acknowledged after (MTTA)", value: mttaMs === null ? "–" : durationName(mttaMs), of: meanOf(acknowledgedN) },
    { term: "Over after (MTTR)", value: mttrMs === null ? "–" : durationName(mttrMs), of: meanOf(resolvedN) },
  ];
  return (
    <section
      aria-label="How fast"
      className="mb-4 flex flex-wrap items-center gap-x-6 gap-y-3 rounded-xl border border-line bg-surface px-4 py-3 text-sm"
    >
      <dl className="flex flex-1 basis-60 flex-wrap gap-x-8 gap-y-2">
        {facts.map(({ term, value, of }) => (
          <div key={term}>
            <dt className="text-xs text-muted">{term}</dt>
            <dd className="tabular">
              {value} <span className="text-xs text-muted">{of}</span>
            </dd>
          </div>
        ))}
      </dl>
      <ChoiceLinks
        label="Days counted"
        param="days"
        usual="30"
        choices={[
          { value: "7", text: "7 d" },
          { value: "30", text: "30 d" },
          { value: "90", text: "90 d" },
        ]}
      />
    </section>
  );
}

function meanOf(n: number): string {
  return n === 0 ? "none yet" : `mean of ${n}`;
}
