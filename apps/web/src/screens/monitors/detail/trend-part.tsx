import type { TrendFinding } from "@vedette/core/finding";
import { formatCount, formatUs } from "../../../ui/format.ts";
import { Table, Td, Th } from "../../../ui/table.tsx";
import { changeSentence } from "./findings.ts";

const columns = [
  ["last24h", "Last 24 hours"],
  ["last7d", "Last 7 days"],
  ["before7d", "7 days before"],
] as const;
const lines = [
  ["p50", "p50Us"],
  ["p95", "p95Us"],
  ["p99", "p99Us"],
] as const;

/** Percentiles of the day, the week and the week before, side by side, and the change in words. */
export function TrendPart({ trend }: { trend: TrendFinding }) {
  return (
    <div className="flex flex-col gap-3">
      <p>{changeSentence(trend)}</p>
      <Table
        label="Percentiles by stretch of time"
        head={
          <>
            <Th className="pl-0">Percentile</Th>
            {columns.map(([key, text]) => (
              <Th key={key} className="text-right">
                {text}
              </Th>
            ))}
          </>
        }
      >
        {lines.map(([name, key]) => (
          <tr key={key}>
            <Td className="pl-0 font-medium">{name}</Td>
            {columns.map(([column]) => (
              <Td key={column} className="tabular text-right whitespace-nowrap">
                {formatUs(trend[column][key])}
              </Td>
            ))}
          </tr>
        ))}
        <tr className="text-muted">
          <Td className="pl-0">Checks</Td>
          {columns.map(([column]) => (
            <Td key={column} className="tabular text-right">
              {formatCount(trend[column].n)}
            </Td>
          ))}
        </tr>
      </Table>
    </div>
  );
}
