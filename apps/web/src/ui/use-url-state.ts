"use client";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** Changes parts of the address without a navigation, so that typing stays instant; null or "" removes a part. */
export function useUrlState(): [search: URLSearchParams, set: (change: Record<string, string | null>) => void] {
  const search = useSearchParams();
  const set = useCallback((change: Record<string, string | null>) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(change)) {
      if (value === null || value === "") next.delete(name);
      else next.set(name, value);
    }
    window.history.replaceState(null, "", next.size === 0 ? window.location.pathname : `?${next.toString()}`);
  }, []);
  return [new URLSearchParams(search), set];
}
