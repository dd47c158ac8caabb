"use client";
import type { Foresight } from "@vedette/core/telling";
import { formatMs } from "../../ui/format.ts";

/** What would happen, step by step: when, who is told, and why or why not. */
export function ForesightList({ foresight }: { foresight: Foresight }) {
  const [first] = foresight.turns;
  return (
    <ol className="relative ml-1.5 border-l border-line-strong">
      {foresight.turns.map((turn) => (
        <li key={turn.atMs} className="relative pb-4 pl-5 last:pb-0">
          <span aria-hidden="true" className="absolute top-1.5 -left-[0.3rem] size-2.5 rounded-full border border-line-strong bg-page" />
          <p className="font-medium">
            {turn.atMs === first?.atMs ? "At once" : `After ${formatMs(turn.atMs - (first?.atMs ?? 0))}`}
            {": "}
            {turn.channels.length === 0
              ? turn.decisions.some(({ reason }) => reason === "reminder")
                ? "whoever was told is reminded"
                : "nobody"
              : turn.channels.map(({ name }) => name).join(", ")}
          </p>
          <ul className="text-muted">
            {turn.decisions.map(({ sentence }, i) => (
              <li key={i} className="wrap-anywhere">
                {sentence}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
