import { TextField } from "../../ui/field.tsx";

/** `typed`: what stood in the field when the form was refused. */
export function EmailField({ hint, typed = "" }: { hint?: string; typed?: string }) {
  return (
    <TextField
      label="E-mail"
      name="email"
      type="email"
      autoComplete="username"
      required
      maxLength={254}
      defaultValue={typed}
      className="h-10"
      {...(hint === undefined ? {} : { hint })}
    />
  );
}

/** Paste and password managers are welcome. */
export function PasswordField() {
  return (
    <TextField label="Password" name="password" type="password" autoComplete="current-password" required maxLength={128} className="h-10" />
  );
}

export function NewPasswordField({ label }: { label: string }) {
  return (
    <TextField
      label={label}
      name="password"
      type="password"
      autoComplete="new-password"
      required
      minLength={12}
      maxLength={128}
      className="h-10"
      hint="At least 12 characters. A few words in a row do well."
    />
  );
}
