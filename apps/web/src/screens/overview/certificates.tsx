import type { OverviewRecord } from "@vedette/core/overview-record";
import { Ago } from "../../ui/time.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { MonitorLink } from "./monitor-link.tsx";

export function Certificates({ rows }: { rows: OverviewRecord["certificates"] }) {
  const { base } = useTeam();
  if (rows.length === 0) return <p className="text-muted">None within the next 30 days.</p>;
  return (
    <ul className="-my-2 divide-y divide-line">
      {rows.map(({ monitor, expiresAtMs }) => (
        <li key={monitor.id} className="flex items-center gap-3 py-2">
          <MonitorLink monitor={monitor} base={base} />
          <Ago atMs={expiresAtMs} className="tabular whitespace-nowrap" />
        </li>
      ))}
    </ul>
  );
}
