import type { ReactNode } from "react";
import type { StatusKey } from "@vedette/core/status-style";
import { cx } from "./cx.ts";

/** The five states of core, and two that only the admin UI knows. */
export type MarkKey = StatusKey | "paused" | "inconclusive";
/** What can be drawn: the states, failures that were never confirmed, and time that somebody took out of the uptime. */
type SignKey = MarkKey | "blip" | "excluded";

export const markWords: Record<SignKey, string> = {
  up: "Up",
  degraded: "Degraded",
  down: "Down",
  maintenance: "Maintenance",
  no_data: "No data",
  paused: "Paused",
  inconclusive: "Cannot tell",
  blip: "Blip",
  excluded: "Excluded",
};

/** Fill of a state's shape. Never for text. */
export const markColours: Record<SignKey, string> = {
  up: "var(--status-up)",
  degraded: "var(--status-degraded)",
  down: "var(--status-down)",
  maintenance: "var(--status-maintenance)",
  no_data: "var(--status-no-data)",
  paused: "var(--muted)",
  inconclusive: "var(--status-no-data)",
  blip: "var(--status-up)",
  excluded: "var(--muted)",
};

/** A state as shape, colour and word. With `bare` the word is only for screen readers. */
export function StatusMark({
  status,
  word,
  bare = false,
  className,
}: {
  status: SignKey;
  word?: string;
  bare?: boolean;
  className?: string;
}) {
  return (
    <span className={cx("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      <StatusShape status={status} />
      <span className={bare ? "sr-only" : ""}>{word ?? markWords[status]}</span>
    </span>
  );
}

/** The shape alone, hidden from assistive technology: a word must stand beside it. */
export function StatusShape({ status, className = "size-3.5" }: { status: SignKey; className?: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={cx("shrink-0 forced-color-adjust-auto", className)} fill={markColours[status]}>
      {shapes[status]}
    </svg>
  );
}

const ring = <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.2 1.6" />;
const shapes: Record<SignKey, ReactNode> = {
  up: <circle cx="8" cy="8" r="6" />,
  degraded: <path d="M8 1.5 15 14H1z" />,
  down: <path d="M2 2h12v12H2z" />,
  blip: <path d="M2 9h3.5L8 3l2.5 6H14v4H2z" />,
  maintenance: <path d="M8 1l7 7-7 7-7-7z" />,
  no_data: ring,
  excluded: <path d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM4 7.2h8v1.6H4z" fillRule="evenodd" />,
  paused: <path d="M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z" />,
  inconclusive: (
    <>
      {ring}
      <path
        d="M6.3 6.4A1.8 1.8 0 0 1 8 5c1 0 1.8.7 1.8 1.6C9.8 7.9 8 7.9 8 9.2M8 10.6v1"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
      />
    </>
  ),
};
