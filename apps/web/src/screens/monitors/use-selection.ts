"use client";
import type { MonitorRow } from "@vedette/core/monitor-record";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ListEntry } from "./filter-monitors.ts";
import { allToggled, extended, nothingSelected, toggled } from "./selection.ts";

/** The rows that are chosen, whether the filters show them or not, and how that changes. `select` and `selectAll` stay the same functions. */
export function useSelection(rows: readonly MonitorRow[], shown: readonly ListEntry[]) {
  const [selection, setSelection] = useState(nothingSelected);
  const shownIds = useMemo(() => shown.map((entry) => entry.row.id), [shown]);
  const latestIds = useRef(shownIds);
  useEffect(() => {
    latestIds.current = shownIds;
  });
  const chosen = useMemo(() => (selection.ids.size === 0 ? [] : rows.filter((row) => selection.ids.has(row.id))), [rows, selection]);
  return {
    ids: selection.ids,
    chosen,
    hidden: chosen.length - shownIds.reduce((sum, id) => sum + (selection.ids.has(id) ? 1 : 0), 0),
    select: useCallback(
      (id: string, isRange: boolean) => setSelection((before) => (isRange ? extended(before, id, latestIds.current) : toggled(before, id))),
      [],
    ),
    selectAll: useCallback(() => setSelection((before) => allToggled(before, latestIds.current)), []),
    clear: () => setSelection(nothingSelected),
  };
}
