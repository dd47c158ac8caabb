"use client";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useKeyboard, useShortcut } from "../../ui/keyboard.tsx";
import { useFolded } from "./folded.ts";
import { navItems } from "./nav-items.ts";
import { openPalette, usePaletteOpen } from "./palette-state.ts";
import { useTeam } from "./team-context.tsx";

const Palette = dynamic(async () => (await import("./palette.tsx")).Palette, { ssr: false });
const KeySheet = dynamic(async () => (await import("./key-sheet.tsx")).KeySheet, { ssr: false });

/** Keys that work on every screen, and the two windows they open, loaded when first wanted. */
export function ShellKeys() {
  const { base, can } = useTeam();
  const router = useRouter();
  const [folded, setFolded] = useFolded();
  const { sheet } = useKeyboard();
  const paletteOpen = usePaletteOpen();

  useShortcut("c", "New monitor", can("monitor:write") ? () => router.push(`${base}/monitors/new`) : null);
  useShortcut("[", "Fold or unfold the sidebar", () => setFolded(!folded));
  useShortcut("/", "Filter this list", () => document.querySelector<HTMLInputElement>("input[type=search]")?.focus());
  useEffect(() => {
    // A chord with Ctrl or ⌘ is no single-letter key: it works in fields too and cannot be switched off.
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      openPalette();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return (
    <>
      {navItems.map((item) => (
        <GoTo key={item.path} keys={`g ${item.key}`} text={item.text} href={base + item.path} />
      ))}
      {paletteOpen && <Palette />}
      {sheet.open && <KeySheet />}
    </>
  );
}

function GoTo({ keys, text, href }: { keys: string; text: string; href: string }) {
  const router = useRouter();
  useShortcut(keys, `Go to ${text}`, () => router.push(href));
  return null;
}
