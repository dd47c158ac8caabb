"use client";
import { SeriesRange } from "@vedette/core/series";
import { useSearchParams } from "next/navigation";

export const usualRange = "24h" satisfies SeriesRange;

/** The stretch of time that the address names; the last 24 hours where it names none. */
export function useRange(): SeriesRange {
  const parsed = SeriesRange.safeParse(useSearchParams().get("range") ?? usualRange);
  return parsed.success ? parsed.data : usualRange;
}
