import { Switcher } from "../../../ui/switcher.tsx";

export type ChartView = "chart" | "table";

const choices = [
  { value: "chart", text: "Chart" },
  { value: "table", text: "Table" },
] as const;

/** Every chart can be read as a table. */
export function ChartSwitch({ view, onChange, label }: { view: ChartView; onChange: (view: ChartView) => void; label: string }) {
  return <Switcher label={`${label} as`} value={view} choices={choices} onChange={onChange} />;
}
