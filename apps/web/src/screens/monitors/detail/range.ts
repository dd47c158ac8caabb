"use client";
import type { SeriesRange } from "@vedette/core/series";
import { useSearchParams } from "next/navigation";
import { useOfNow } from "../../../ui/time.tsx";
import { useMonitor } from "./monitor-context.tsx";

/** As core's `SeriesRange`, without the validator that would come with it. */
export const ranges = ["1h", "6h", "24h", "7d", "30d", "90d", "1y"] as const satisfies readonly SeriesRange[];
const hourMs = 3_600_000;

/** The stretch of time that the address names; where it names none, the last 24 hours, or less for a monitor that is younger. */
export function useRange(): { range: SeriesRange; usual: SeriesRange } {
  const { createdAtMs } = useMonitor();
  const usual = useOfNow((now) => usualRange(now - createdAtMs));
  const asked = useSearchParams().get("range");
  return { range: ranges.find((range) => range === asked) ?? usual, usual };
}

function usualRange(ageMs: number): SeriesRange {
  return ageMs < hourMs ? "1h" : ageMs < 6 * hourMs ? "6h" : "24h";
}
