import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { pingSnippets } from "./ping-snippets.ts";

const url = "https://status.example.com/ping/0b1a";
const snippets = pingSnippets(url, "nightly-backup");
const textOf = (id: string) => snippets.find((snippet) => snippet.id === id)?.text ?? "";

it("names the address in every snippet but the one that keeps it secret", () => {
  for (const { id, text } of snippets) expect(text.includes(url)).toBe(id !== "github");
  expect(textOf("github")).toContain("secrets.PING_URL");
});

it.each([
  ["/bin/true", "0"],
  ["/bin/false", "1"],
])("tells cron's job %s with its exit code", (job, code) => {
  const command = textOf("cron")
    .replace(/^30 2 \* \* \* /, "")
    .replaceAll("curl -fsS -m 10 --retry 5", "echo")
    .replace("/path/to/job", job);
  expect(spawnSync("sh", ["-c", command], { encoding: "utf8" }).stdout).toBe(`${url}/start\n${url}/${code}\n`);
});
