"use client";
import { useQuery } from "@tanstack/react-query";
import { durationName } from "@vedette/core/zoned-time";
import { useTRPC } from "../../../api/trpc.ts";
import { counted } from "../../../ui/format.ts";
import { Instant } from "../../../ui/instant.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { StatusMark } from "../../../ui/status-mark.tsx";
import { Row, Table, Td, Th } from "../../../ui/table.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { useMonitor } from "./monitor-context.tsx";

/** Failures of the last 30 days that were over before they were confirmed; nothing where there were none. */
export function BlipsPanel() {
  const { slug } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const blips = useQuery(trpc.monitors.blips.queryOptions({ team: slug, monitorId: monitor.id, range: "30d" })).data ?? [];
  if (blips.length === 0) return null;
  return (
    <Panel title="Blips of the last 30 days" flush>
      <p className="px-4 py-3 text-muted">
        Failures that were over before {monitor.policy.failuresToOpen} in a row had confirmed them
        {monitor.locations.length > 1 ? ", or that too few locations saw" : ""}. They are no downtime, and nobody was told.
      </p>
      <Table
        label="Blips"
        head={
          <>
            <Th>Began</Th>
            <Th>What</Th>
            <Th className="text-right">Over after</Th>
          </>
        }
      >
        {blips.map((blip) => (
          <Row key={blip.startedAtMs}>
            <Td className="whitespace-nowrap">
              <Instant atMs={blip.startedAtMs} />
            </Td>
            <Td>
              <StatusMark status="blip" word={counted(blip.failures, "failed check")} />
            </Td>
            <Td className="tabular text-right whitespace-nowrap">{durationName(blip.endedAtMs - blip.startedAtMs)}</Td>
          </Row>
        ))}
      </Table>
    </Panel>
  );
}
