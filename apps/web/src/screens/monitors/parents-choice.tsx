"use client";
import { useState } from "react";
import { counted } from "../../ui/format.ts";
import { MonitorPicker } from "./monitors-field.tsx";

type ParentsChoiceProps = {
  value: readonly string[];
  onChange: (ids: string[]) => void;
  problem: string | null;
  /** Of a monitor that is there already: it cannot depend on itself. */
  monitorId: string | undefined;
};

/** What it depends on, folded away: most monitors depend on nothing. */
export function ParentsChoice({ value, onChange, problem, monitorId }: ParentsChoiceProps) {
  const [isOpen, setIsOpen] = useState(false);
  const isShown = isOpen || problem !== null;
  return (
    <details className="rounded-lg border border-line" open={isShown} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="touchable min-h-11 cursor-pointer px-4 py-2.5 text-sm font-medium">
        {value.length === 0 ? "Depends on nothing else" : `Depends on ${counted(value.length, "monitor")}`}
      </summary>
      {isShown && (
        <div className="border-t border-line p-4">
          <MonitorPicker
            label="Depends on"
            hint="While one of these is down, nobody is told that this monitor is down as well."
            chosen={value}
            onChange={onChange}
            problem={problem}
            except={monitorId}
          />
        </div>
      )}
    </details>
  );
}
