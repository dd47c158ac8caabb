import { HttpSpec } from "@vedette/core/kinds/http";
import { TcpSpec } from "@vedette/core/kinds/tcp";
import { expect, it } from "vitest";
import { DefinitionCache } from "./definition-cache.ts";

const http = (url: string, password = "") => HttpSpec.parse({ kind: "http", url, auth: { type: "basic", user: "ops", password } });

it("gives back every spec as it was, whatever it shares with others, and forgets what was edited or deleted", () => {
  const cache = new DefinitionCache();
  const specs = [
    http("https://a.example/"),
    http("https://b.example/"),
    http("https://a.example/", "other"),
    TcpSpec.parse({ kind: "tcp", host: "db", port: 1 }),
  ];
  for (const [no, spec] of specs.entries()) cache.set(no, { version: 1, teamId: "t", intervalMs: 1_000, spec });
  expect(specs.map((_, no) => cache.get(no)?.spec)).toEqual(specs);
  cache.set(0, { version: 2, teamId: "t", intervalMs: 2_000, spec: http("https://c.example/") });
  cache.delete(1);
  expect(cache.get(0)).toEqual({ teamId: "t", intervalMs: 2_000, spec: http("https://c.example/") });
  expect(cache.versionOf(0)).toBe(2);
  expect(cache.get(1)).toBeUndefined();
  expect(cache.get(2)?.spec).toEqual(specs[2]);
  cache.set(4, { version: 1, teamId: "t", intervalMs: 1_000, spec: null });
  expect(cache.get(4)).toEqual({ teamId: "t", intervalMs: 1_000, spec: null });
});

it("lets no check change what others share", () => {
  const cache = new DefinitionCache();
  cache.set(1, { version: 1, teamId: "t", intervalMs: 1_000, spec: http("https://a.example/") });
  const spec = cache.get(1)?.spec;
  expect(() => spec?.kind === "http" && spec.headers.push({ name: "x", value: "y" })).toThrow(TypeError);
});
