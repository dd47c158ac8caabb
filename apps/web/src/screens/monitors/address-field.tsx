"use client";
import { TextField } from "../../ui/field.tsx";

type AddressFieldProps = {
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  onLeave: () => void;
  /** Whether Enter may submit the form; where it may not, whoever answers so has begun something else. */
  onEnter: () => boolean;
};

/** What to watch, typed or pasted: an address of any kind, a name, host:port, or a curl command. */
export function AddressField({ value, onChange, error, onLeave, onEnter }: AddressFieldProps) {
  return (
    <TextField
      label="What should we watch?"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onBlur={onLeave}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !onEnter()) event.preventDefault();
      }}
      error={error}
      inputMode="url"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      // The field is the reason to be on this page, and the first thing on it.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      placeholder="https://example.com/health, db.example.com:5432, or a curl command"
      className="h-11 text-base"
    />
  );
}
