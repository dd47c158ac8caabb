import { HttpSpec } from "@vedette/core/kinds/http";
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { curlOf } from "./curl-of.ts";

it("quotes so that a shell hands every word on as it was typed, and names no secret", () => {
  const header = `it's $HOME "and" \`more\``;
  const spec = HttpSpec.parse({
    kind: "http",
    url: "https://example.com/a?b='c'",
    method: "POST",
    headers: [{ name: "x-note", value: header }],
    body: { type: "json", text: '{"a": "b\'c"}' },
    auth: { type: "basic", user: "ops", password: "hunter2" },
  });
  const command = curlOf(spec).replace(/^curl/, "printf '%s\\n'");
  const words = execFileSync("sh", ["-c", command], { encoding: "utf8" }).split("\n");
  expect(words).toEqual(
    expect.arrayContaining([`x-note: ${header}`, spec.body.type === "json" ? spec.body.text : "", "ops:PASSWORD", spec.url]),
  );
  expect(command).not.toContain("hunter2");
});
