import { z } from "zod";
import { metaOf } from "./field-meta.ts";

/** What stands in a spec where a secret is that nobody may read again. Sent back unchanged, it means: keep what there is. */
export const hiddenSecret = "\u2022".repeat(8);

/** `hidden` is how the secret is shown to people. */
type Change = (secret: string, path: string, hidden: string) => string;

/** The value with each string of a secret field replaced; what has no secret is returned as it is. `path` is such as `auth.password`. */
export function mapSecrets<T>(schema: z.ZodType, value: T, change: Change): T {
  return walk(schema, value, "", change) as T; // safe because only strings are replaced, by strings
}

function walk(schema: z.core.$ZodType, value: unknown, path: string, change: Change): unknown {
  const isSecret = metaOf(schema)?.secret ?? false;
  if (isSecret !== false)
    return typeof value === "string" ? change(value, path, isSecret === "path" ? hostOf(value) : hiddenSecret) : value;
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  )
    return walk(schema.def.innerType, value, path, change);
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item, i) => walk(schema.def.element, item, join(path, String(i)), change));
  if (schema instanceof z.ZodDiscriminatedUnion && isRecord(value)) {
    const option = schema.def.options.find((each) => each instanceof z.ZodObject && accepts(each, schema.def.discriminator, value));
    return option === undefined ? value : walk(option, value, path, change);
  }
  if (schema instanceof z.ZodObject && isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const field: z.core.$ZodType | undefined = schema.def.shape[key];
        return [key, field === undefined ? item : walk(field, item, join(path, key), change)];
      }),
    );
  }
  return value;
}

function accepts(option: z.ZodObject, discriminator: string, value: Record<string, unknown>): boolean {
  const field = option.def.shape[discriminator];
  return field instanceof z.ZodLiteral && field.def.values.some((literal) => literal === value[discriminator]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** The path or query of an address is often a key itself: people get to see the origin and that there was more. */
function hostOf(address: string): string {
  const url = new URL(address);
  return url.pathname === "/" && url.search === "" ? url.origin : `${url.origin}/…`;
}
