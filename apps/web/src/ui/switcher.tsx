"use client";
import { cx } from "./cx.ts";

type SwitcherProps<T extends string> = {
  label: string;
  value: T;
  choices: readonly { value: T; text: string }[];
  onChange: (value: T) => void;
};

/** One choice out of few that belongs to the moment and not into the address. */
export function Switcher<T extends string>({ label, value, choices, onChange }: SwitcherProps<T>) {
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-0.5 rounded-lg border border-line bg-surface p-0.5">
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
          className={cx(
            "touchable flex h-7 min-w-8 items-center justify-center rounded-md px-2 text-xs",
            choice.value === value ? "bg-raised font-semibold text-fg shadow-sm ring-1 ring-line-strong" : "text-muted hover:text-fg",
          )}
        >
          {choice.text}
        </button>
      ))}
    </div>
  );
}
