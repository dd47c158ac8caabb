import { describe, expect, it } from "vitest";
import { type FormField, formFieldsOf } from "./form-fields.ts";
import { kinds } from "./kinds.ts";

const flat = (fields: readonly FormField[], path = ""): [path: string, field: FormField][] =>
  fields.flatMap((field) => {
    const at = `${path}${field.key}`;
    const { control } = field;
    const inner =
      control.type === "group" || control.type === "list"
        ? flat(control.fields ?? [], `${at}.`)
        : control.type === "union"
          ? control.options.flatMap((option) => flat(option.fields, `${at}.${option.value}.`))
          : [];
    return [[at, field] as [string, FormField], ...inner];
  });

describe.each(Object.entries(kinds))("the form of %s", (_kind, info) => {
  const fields = flat(formFieldsOf(info.schema));

  it("has a label of its own for every field", () => {
    for (const [path, field] of fields) expect(field.meta.label, path).toMatch(/^[A-Z]/);
  });

  it("has words for every choice", () => {
    for (const [path, { control, meta }] of fields) {
      const values =
        control.type === "choice" ? control.values : control.type === "union" ? control.options.map((option) => option.value) : [];
      // Words that are the protocol's own, such as GET, need no others.
      for (const value of values) if (!/^[A-Z0-9.-]+$/.test(value)) expect(meta.choices?.[value], `${path} ${value}`).toMatch(/./);
    }
  });

  it("knows what its conditions can be about", () => {
    for (const [path, { meta }] of fields) {
      if (meta.control !== "assertions") continue;
      expect(meta.subjects?.length, path).toBeGreaterThan(0);
      if (path === "assertions") expect(meta.subjects).toBe(info.subjects);
    }
  });

  it("says what it does, in one line", () => {
    expect(info.label.length).toBeLessThan(30);
    expect(info.about).toMatch(/^[A-Z].{10,120}\.$/);
  });
});

it("takes apart what a field is, what it is when nothing is typed, and which shapes it may have", () => {
  const fields = Object.fromEntries(formFieldsOf(kinds.http.schema).map((field) => [field.key, field]));
  expect(fields["kind"]).toBeUndefined();
  expect(fields["url"]).toMatchObject({ control: { type: "text" }, isOptional: false });
  expect(fields["timeoutMs"]).toMatchObject({ control: { type: "number" }, usual: 10_000, meta: { control: "seconds" } });
  expect(fields["method"]).toMatchObject({ control: { type: "choice" }, usual: "GET" });
  expect(fields["slowAfterMs"]).toMatchObject({ isOptional: true, usual: undefined });
  expect(fields["headers"]).toMatchObject({ control: { type: "list", fields: [{ key: "name" }, { key: "value" }] } });
  expect(fields["auth"]).toMatchObject({
    control: { type: "union", by: "type", options: [{ value: "none", fields: [] }, { value: "basic" }, {}, {}, {}] },
  });
  expect(fields["tls"]).toMatchObject({
    control: { type: "group", fields: [{ key: "verify", control: { type: "switch" }, usual: true }, {}, {}, {}, {}] },
  });
});
