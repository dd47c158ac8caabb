"use client";
import { type Quorum, neededOf } from "@vedette/core/quorum-rule";
import { Instant } from "../../../ui/instant.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { StatusMark } from "../../../ui/status-mark.tsx";
import { Row, Table, Td, Th } from "../../../ui/table.tsx";
import { useMonitor } from "./monitor-context.tsx";

export function decision(n: number, quorum: Quorum): string {
  return `down when ${neededOf(quorum, n)} of ${n} see it`;
}

/** What each location sees, and how many have to agree; nothing where only one looks. */
export function LocationsPanel() {
  const { locations, quorum } = useMonitor();
  if (locations.length === 0) return null;
  return (
    <Panel title="Locations" actions={<span className="text-xs text-muted">{decision(locations.length, quorum)}</span>} flush>
      <Table
        label="Locations"
        head={
          <>
            <Th>Location</Th>
            <Th>Sees it</Th>
            <Th className="text-right">Last look</Th>
          </>
        }
      >
        {locations.map(({ no, name, confirmed, seenAtMs, isUnwell }) => (
          <Row key={no}>
            <Td>{name}</Td>
            <Td>
              {confirmed === "unknown" ? <StatusMark status="no_data" word="Silent" /> : <StatusMark status={confirmed} />}
              {isUnwell && <span className="block text-xs text-muted">does not trust itself</span>}
            </Td>
            <Td className="text-right whitespace-nowrap">{seenAtMs === null ? "–" : <Instant atMs={seenAtMs} />}</Td>
          </Row>
        ))}
      </Table>
    </Panel>
  );
}
