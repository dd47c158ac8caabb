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

it.each([
  ["exited", "0", "0"],
  ["exited", "3", "3"],
  ["killed", "KILL", "fail"],
])("tells of systemd's job that %s with %s by /%s", (code, status, told) => {
  const [, script = ""] = /^ExecStopPost=-\/bin\/sh -c '(.*)'$/m.exec(textOf("systemd")) ?? [];
  const command = script.replaceAll("$$", "$").replace("curl -fsS -m 10 --retry 5", "echo");
  expect(spawnSync("sh", ["-c", `EXIT_CODE=${code}; EXIT_STATUS=${status}; ${command}`], { encoding: "utf8" }).stdout).toBe(
    `${url}/${told}\n`,
  );
});
