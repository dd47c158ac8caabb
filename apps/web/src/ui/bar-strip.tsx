"use client";
import type { BarState } from "@vedette/core/monitor-record";
import { type KeyboardEvent, useState } from "react";
import { StatusShape, markColours, markWords } from "./status-mark.tsx";

/** One stretch of time. `label` is what is read out and shown when the cursor stands on it. */
export type StripBar = { atMs: number; state: StripState; label: string };
/** A blip: checks that failed and were never confirmed, so the stretch counts as it would without them. */
export type StripState = BarState | "blip";

/** Bars differ by height and pattern too: degraded is lower, no data and paused are dots on the ground. */
const heights: Record<StripState, number> = {
  up: 1,
  blip: 1,
  degraded: 0.75,
  down: 1,
  maintenance: 1,
  no_data: 0.125,
  paused: 0.125,
  excluded: 0.5,
};

/** The whole strip as one picture: one path per state, so that a thousand rows stay light. `label` null: the text beside it says it all. */
export function BarPicture({
  states,
  label,
  className = "h-6 w-48",
}: {
  states: readonly StripState[];
  label: string | null;
  className?: string;
}) {
  const width = 4;
  return (
    <svg
      viewBox={`0 0 ${states.length * width} 24`}
      preserveAspectRatio="none"
      className={className}
      {...(label === null ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      {[...new Set(states)].map((state) => (
        <path
          key={state}
          fill={state === "no_data" ? "var(--muted)" : markColours[state]}
          d={states.map((each, index) => (each === state ? barPath(index * width, state) : "")).join("")}
        />
      ))}
    </svg>
  );
}

/** A down bar is split by a slash, a blip by a level cut, and a degraded one notched, so they are told apart without colour. */
function barPath(x: number, state: StripState): string {
  const height = 24 * heights[state];
  const top = 24 - height;
  if (state === "down") return `M${x} 0h3v9l-3 4zM${x} 16l3 -4v12h-3z`;
  if (state === "degraded") return `M${x} ${top}l1.5 3l1.5 -3v${height}h-3z`;
  if (state === "blip") return `M${x} 0h3v9h-3zM${x} 12h3v12h-3z`;
  if (state === "maintenance") return `M${x} 0h3v5h-3zM${x} 7h3v5h-3zM${x} 14h3v10h-3z`;
  if (state === "excluded") return `M${x} ${top}h3v4h-3zM${x} 20h3v4h-3z`;
  if (state === "no_data") return `M${x} 21h2v3h-2z`;
  return `M${x} ${top}h3v${height}h-3z`;
}

type BarStripProps = {
  bars: readonly StripBar[];
  label: string;
  /** What stands below the two ends while no bar is pointed at. */
  ends: readonly [from: string, until: string];
  onOpen?: (bar: StripBar) => void;
};

/** A strip with a cursor: arrows move it, Home and End jump, Enter opens; the value is read out. */
export function BarStrip({ bars, label, ends, onOpen }: BarStripProps) {
  const [cursor, setCursor] = useState<number | null>(null);
  const shown = cursor === null ? undefined : bars[cursor];
  const move = (event: KeyboardEvent) => {
    const last = bars.length - 1;
    const at = cursor ?? last;
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setCursor(Math.min(last, Math.max(0, next)));
    } else if (event.key === "Enter" && shown !== undefined) onOpen?.(shown);
  };
  return (
    <div>
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bars.length - 1)}
        aria-valuenow={cursor ?? Math.max(0, bars.length - 1)}
        aria-valuetext={(shown ?? bars.at(-1))?.label ?? "no data"}
        onKeyDown={move}
        onBlur={() => setCursor(null)}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setCursor(Math.min(bars.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * bars.length))));
        }}
        onPointerLeave={() => setCursor(null)}
        onClick={() => shown !== undefined && onOpen?.(shown)}
        className={`relative rounded ${onOpen === undefined ? "" : "cursor-pointer"}`}
      >
        <BarPicture states={bars.map((bar) => bar.state)} label={null} className="block h-9 w-full" />
        {cursor !== null && (
          <span
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 border-x border-fg"
            style={{ left: `${(cursor / bars.length) * 100}%`, width: `${100 / bars.length}%` }}
          />
        )}
      </div>
      <p aria-hidden="true" className="mt-1.5 flex min-h-5 items-center gap-1.5 text-xs text-muted">
        {shown === undefined ? (
          <>
            <span className="flex-1">{ends[0]}</span>
            {ends[1]}
          </>
        ) : (
          <>
            <StatusShape status={shown.state} className="size-3" />
            <span className="text-fg">{markWords[shown.state]}</span> {shown.label}
          </>
        )}
      </p>
    </div>
  );
}
