import { z } from "zod";
import { type FieldMeta, metaOf } from "./field-meta.ts";

/** One field of a form that is generated from a schema. `usual`: what it is when nothing is typed. */
export type FormField = { key: string; meta: FieldMeta; control: FormControl; isOptional: boolean; usual: unknown };

export type FormControl =
  | { type: "text" }
  | { type: "number" }
  | { type: "switch" }
  /** `isNumeric`: its values are numbers, written out. */
  | { type: "choice"; values: readonly string[]; isNumeric?: true }
  | { type: "group"; fields: readonly FormField[] }
  /** One of several shapes, told apart by the choice named `by`. */
  | { type: "union"; by: string; options: readonly { value: string; fields: readonly FormField[] }[] }
  /** Several of one shape; `fields` null: several lines of text. */
  | { type: "list"; fields: readonly FormField[] | null };

const known = new WeakMap<z.ZodType, readonly FormField[]>();

/** The fields of an object schema in its order, literals left out. Computed once per schema. */
export function formFieldsOf(schema: z.ZodType): readonly FormField[] {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const object = unwrapped(schema).schema;
  const shape = object instanceof z.ZodObject ? object.def.shape : {};
  const fields = Object.entries(shape).flatMap(([key, field]) => fieldOf(key, field));
  known.set(schema, fields);
  return fields;
}

function fieldOf(key: string, schema: z.core.$ZodType): FormField[] {
  const meta = metaOf(schema) ?? { label: key };
  const { schema: inner, isOptional, usual } = unwrapped(schema);
  const control = controlOf(inner);
  return control === null ? [] : [{ key, meta, control, isOptional, usual }];
}

function unwrapped(schema: z.core.$ZodType): { schema: z.core.$ZodType; isOptional: boolean; usual: unknown } {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return { schema: unwrapped(schema.def.innerType).schema, isOptional: true, usual: schema.def.defaultValue };
  }
  if (schema instanceof z.ZodOptional) return { schema: unwrapped(schema.def.innerType).schema, isOptional: true, usual: undefined };
  return { schema: schema instanceof z.ZodPipe ? unwrapped(schema.def.in).schema : schema, isOptional: false, usual: undefined };
}

function controlOf(schema: z.core.$ZodType): FormControl | null {
  if (schema instanceof z.ZodLiteral) return null;
  if (schema instanceof z.ZodBoolean) return { type: "switch" };
  if (schema instanceof z.ZodNumber) return { type: "number" };
  if (schema instanceof z.ZodEnum) return { type: "choice", values: Object.values(schema.def.entries).map(String) };
  if (schema instanceof z.ZodUnion && schema.def.options.every((option) => option instanceof z.ZodLiteral))
    return { type: "choice", values: schema.def.options.flatMap((option) => [...option.def.values].map(String)), isNumeric: true };
  if (schema instanceof z.ZodObject) return { type: "group", fields: formFieldsOf(schema) };
  if (schema instanceof z.ZodArray) {
    const item = unwrapped(schema.def.element).schema;
    return { type: "list", fields: item instanceof z.ZodObject ? formFieldsOf(item) : null };
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const by = schema.def.discriminator;
    const objects = schema.def.options.filter((option) => option instanceof z.ZodObject);
    return { type: "union", by, options: objects.map((option) => ({ value: valueOf(option, by), fields: formFieldsOf(option) })) };
  }
  return { type: "text" };
}

function valueOf(option: z.ZodObject, by: string): string {
  const field = option.def.shape[by];
  return field instanceof z.ZodLiteral ? String(field.def.values[0]) : "";
}
