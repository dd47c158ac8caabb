"use client";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";

type AddressFieldProps = {
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  takesFocus?: boolean;
  onLeave?: () => void;
};

/** The address to watch. One without a scheme is completed in one press instead of only being refused. */
export function AddressField({ value, onChange, error, takesFocus = false, onLeave }: AddressFieldProps) {
  const completed = completedAddress(value);
  return (
    <div className="flex flex-col gap-1.5">
      <TextField
        label="What should we watch?"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onLeave}
        error={error}
        inputMode="url"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        // The field is the reason to be on this page, and the first thing on it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={takesFocus}
        placeholder="https://example.com/health"
        className="h-11 text-base"
      />
      {completed !== null && (
        <div>
          <Button onClick={() => onChange(completed)}>Use {completed.slice(0, 60)}</Button>
        </div>
      )}
    </div>
  );
}

/** The address with a scheme before it, where that alone is missing: bare IP addresses and localhost seldom speak TLS. */
function completedAddress(typed: string): string | null {
  const text = typed.trim();
  if (text.includes("://")) return null;
  if (/^(localhost|\d{1,3}(\.\d{1,3}){3})([:/]|$)/i.test(text)) return `http://${text}`;
  return /^[^\s/:@]+\.[^\s/:@]{2,}/.test(text) ? `https://${text}` : null;
}
