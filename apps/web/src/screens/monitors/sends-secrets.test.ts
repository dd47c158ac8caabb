import { type ActiveSpec, MonitorSpec } from "@vedette/core/monitor-spec";
import { hiddenSecret } from "@vedette/core/secret-fields";
import { expect, it } from "vitest";
import { sendsSecretsElsewhere } from "./sends-secrets.ts";

const at = (url: string, password?: string) =>
  // safe because an HTTP spec is one that is probed
  MonitorSpec.parse({ kind: "http", url, ...(password !== undefined && { auth: { type: "basic", user: "ann", password } }) }) as ActiveSpec;

it.each([
  { next: at("https://a.example/x", "hunter2"), before: null, is: false },
  { next: at("https://a.example/x", "hunter2"), before: at("https://a.example/y"), is: false },
  { next: at("https://b.example/x", "hunter2"), before: at("https://a.example/x", "hunter2"), is: true },
  { next: at("https://b.example/x", hiddenSecret), before: at("https://a.example/x", hiddenSecret), is: false },
  { next: at("https://b.example/x"), before: at("https://a.example/x", "hunter2"), is: false },
])("sees whether a typed secret would go to another place: %#", ({ next, before, is }) => {
  expect(sendsSecretsElsewhere(next, before)).toBe(is);
});
