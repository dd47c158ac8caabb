"use client";
import { useSyncExternalStore } from "react";

let open = false;
const watchers = new Set<() => void>();

function set(next: boolean): void {
  open = next;
  for (const watcher of watchers) watcher();
}

export const openPalette = (): void => set(true);
export const closePalette = (): void => set(false);

/** Whether the palette is open; one palette per page. */
export function usePaletteOpen(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => open,
    () => false,
  );
}
