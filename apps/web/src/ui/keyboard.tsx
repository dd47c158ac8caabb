"use client";
import { type ReactNode, createContext, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

/** A key, or two in a row such as `g m`, and what it does. */
export type Shortcut = { keys: string; does: string; run: () => void };

const Registry = createContext<{ shortcuts: Map<string, Shortcut>; sheet: { open: boolean; setOpen: (open: boolean) => void } } | null>(
  null,
);

/** Listens to keys for the whole page. Keys never fire in a field, in a window above the page, or when switched off. */
export function KeyboardProvider({ children }: { children: ReactNode }) {
  const [shortcuts] = useState(() => new Map<string, Shortcut>());
  const [open, setOpen] = useState(false);
  const [enabled] = useSingleKeys();
  useEffect(() => {
    let prefix = "";
    const listen = (event: globalThis.KeyboardEvent) => {
      if (!enabled || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const keys = prefix === "" ? event.key : `${prefix} ${event.key}`;
      prefix = event.key === "g" && prefix === "" ? "g" : "";
      if (keys === "j" || keys === "k") return focusRow(keys === "j" ? 1 : -1);
      if (keys === "?") return setOpen(true);
      const shortcut = shortcuts.get(keys);
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut.run();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [enabled, shortcuts]);
  const value = useMemo(() => ({ shortcuts, sheet: { open, setOpen } }), [shortcuts, open]);
  return <Registry value={value}>{children}</Registry>;
}

/** Offers `keys` while the caller is on screen; the newest caller of the same keys wins. `run` null: not now. */
export function useShortcut(keys: string, does: string, run: (() => void) | null): void {
  const { shortcuts } = useKeyboard();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const offered = run !== null;
  useEffect(() => {
    if (!offered) return;
    const mine: Shortcut = { keys, does, run: () => latest.current?.() };
    shortcuts.set(keys, mine);
    return () => {
      if (shortcuts.get(keys) === mine) shortcuts.delete(keys);
    };
  }, [keys, does, offered, shortcuts]);
}

/** All keys that work now, and the sheet that shows them. */
export function useKeyboard() {
  const registry = useContext(Registry);
  if (registry === null) throw new Error("useKeyboard needs a KeyboardProvider above it");
  return registry;
}

const storageKey = "vedette.single-keys";
const watchers = new Set<() => void>();

/** Whether single-letter keys work (WCAG 2.1.4), kept in this browser, and how to change that. */
export function useSingleKeys(): [enabled: boolean, setEnabled: (enabled: boolean) => void] {
  const enabled = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => localStorage.getItem(storageKey) !== "off",
    () => true,
  );
  return [
    enabled,
    (next) => {
      localStorage.setItem(storageKey, next ? "on" : "off");
      for (const watcher of watchers) watcher();
    },
  ];
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [role=dialog], [popover]") !== null
  );
}

/** The `data-row` of the row in which the focus is; null when it is in none. */
export function focusedRow(): string | null {
  return document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? null;
}

function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
  const target = next?.matches("a, button") === true ? next : next?.querySelector<HTMLElement>("a, button");
  target?.focus();
  target?.scrollIntoView({ block: "nearest" });
}
