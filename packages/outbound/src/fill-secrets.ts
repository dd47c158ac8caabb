import { placeholder } from "@vedette/core/placeholders";

type Secret = { name: string; value: string };

/**
 * `text` with each `{{name}}` of a known secret replaced by its value, written as `encode` says; any other stays as it is. One pass:
 * values are not searched.
 */
export function withSecrets(text: string, secrets: readonly Secret[], encode = (value: string) => value): string {
  if (secrets.length === 0) return text;
  return text.replaceAll(placeholder, (whole, name: string) => {
    const secret = secrets.find((each) => each.name === name);
    return secret === undefined ? whole : encode(secret.value);
  });
}

/** What may be shown of a text that a peer may have filled with what we sent: no secret as it is, nor in base64. */
export function withoutSecrets(text: string, secrets: readonly Secret[]): string {
  return secrets
    .flatMap(({ value }) => (value === "" ? [] : [value, Buffer.from(value).toString("base64").replace(/=+$/, "")]))
    .reduce((shown, value) => shown.replaceAll(value, "[hidden]"), text);
}
