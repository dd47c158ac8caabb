"use client";
import type { FactValue } from "@vedette/core/assertion/assertion";
import type { ReactNode } from "react";
import { type Asserting, conditionFor } from "./condition-for.ts";

type AssertableProps = {
  asserting: Asserting | undefined;
  subject: string;
  argument?: string | null;
  value: FactValue;
  children: ReactNode;
};

/** A value that becomes a condition when pressed, where there are conditions and one can be about it. */
export function Assertable({ asserting, subject, argument = null, value, children }: AssertableProps) {
  const line = asserting === undefined ? null : conditionFor(asserting.subjects, subject, argument, value);
  if (asserting === undefined || line === null) return <Mono>{children}</Mono>;
  return (
    <button
      type="button"
      title={`Add the condition ${line}`}
      aria-label={`Add the condition ${line}`}
      onClick={() => asserting.add(line)}
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
