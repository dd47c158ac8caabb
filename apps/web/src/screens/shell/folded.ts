"use client";
import { useSyncExternalStore } from "react";

const storageKey = "vedette.sidebar";
const watchers = new Set<() => void>();

/** Whether the sidebar is folded, kept in this browser. */
export function useFolded(): [folded: boolean, setFolded: (folded: boolean) => void] {
  const folded = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => localStorage.getItem(storageKey) === "folded",
    () => false,
  );
  return [
    folded,
    (next) => {
      localStorage.setItem(storageKey, next ? "folded" : "wide");
      for (const watcher of watchers) watcher();
    },
  ];
}
