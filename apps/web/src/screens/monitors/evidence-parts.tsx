"use client";
import type { ReactNode } from "react";

/** Makes a condition of what was pressed; absent where nothing can be added. */
export type OnAssert = ((line: string) => void) | undefined;

/** A value that becomes a condition when pressed. */
export function Assertable({ line, onAssert, children }: { line: string; onAssert: OnAssert; children: ReactNode }) {
  if (onAssert === undefined) return <Mono>{children}</Mono>;
  return (
    <button
      type="button"
      title={`Add the condition ${line}`}
      aria-label={`Add the condition ${line}`}
      onClick={() => onAssert(line)}
      className="touchable -mx-1 inline-block min-h-6 rounded px-1 text-left underline decoration-dotted underline-offset-2 hover:bg-hover"
    >
      <Mono>{children}</Mono>
    </button>
  );
}

/** A part that can be folded away. */
export function Part({ title, isOpen = false, children }: { title: string; isOpen?: boolean; children: ReactNode }) {
  return (
    <details open={isOpen}>
      <summary className="touchable min-h-6 w-fit cursor-pointer font-medium">{title}</summary>
      <div className="mt-1.5 border-l-2 border-line pl-3">{children}</div>
    </details>
  );
}

export function Mono({ children }: { children: ReactNode }) {
  return <code className="font-mono text-xs wrap-anywhere">{children}</code>;
}
