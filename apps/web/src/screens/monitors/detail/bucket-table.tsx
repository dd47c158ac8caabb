import { Table, Td, Th } from "../../../ui/table.tsx";

/** The same as a chart in figures; rows in the order of time, newest first. */
export function BucketTable({ label, head, rows }: { label: string; head: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <div className="max-h-72 overflow-y-auto">
      <Table
        label={label}
        head={head.map((text, index) => (
          <Th key={text} className={index === 0 ? "" : "text-right"}>
            {text}
          </Th>
        ))}
      >
        {rows.toReversed().map((row, index) => (
          <tr key={index}>
            {row.map((text, column) => (
              <Td key={column} className={column === 0 ? "tabular whitespace-nowrap" : "tabular text-right whitespace-nowrap"}>
                {text}
              </Td>
            ))}
          </tr>
        ))}
      </Table>
    </div>
  );
}
