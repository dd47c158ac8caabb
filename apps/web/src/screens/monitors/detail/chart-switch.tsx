import { cx } from "../../../ui/cx.ts";

export type ChartView = "chart" | "table";

/** Every chart can be read as a table: two buttons, one pressed. */
export function ChartSwitch({ view, onChange, label }: { view: ChartView; onChange: (view: ChartView) => void; label: string }) {
  return (
    <div role="group" aria-label={`${label} as`} className="flex gap-0.5">
      {(["chart", "table"] as const).map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={view === each}
          onClick={() => onChange(each)}
          className={cx("touchable h-7 rounded px-2 text-xs capitalize", view === each ? "bg-hover font-medium text-fg" : "text-muted hover:text-fg")}
        >
          {each}
        </button>
      ))}
    </div>
  );
}
