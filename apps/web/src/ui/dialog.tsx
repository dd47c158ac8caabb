"use client";
import dynamic from "next/dynamic";
import type { DialogProps } from "./dialog-window.tsx";

const DialogWindow = dynamic(async () => (await import("./dialog-window.tsx")).DialogWindow, { ssr: false });

/** A modal window: traps focus, closes on Escape and on a press outside, gives focus back. Loaded when the first one opens. */
export function Dialog(props: DialogProps) {
  return props.open ? <DialogWindow {...props} /> : null;
}
