"use client";
import { SeriesRange } from "@vedette/core/series";
import { useSearchParams } from "next/navigation";
import { useNow } from "../../../ui/time.tsx";
import { useMonitor } from "./monitor-context.tsx";

const hourMs = 3_600_000;

/** The stretch of time that the address names; where it names none, the last 24 hours, or less for a monitor that is younger. */
export function useRange(): { range: SeriesRange; usual: SeriesRange } {
  const ageMs = useNow() - useMonitor().createdAtMs;
  const usual = ageMs < hourMs ? "1h" : ageMs < 6 * hourMs ? "6h" : "24h";
  const parsed = SeriesRange.safeParse(useSearchParams().get("range"));
  return { range: parsed.success ? parsed.data : usual, usual };
}
