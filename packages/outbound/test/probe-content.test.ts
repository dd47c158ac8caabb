import type { Content } from "@vedette/core/content";
import { judge } from "@vedette/core/judge";
import { ContentSpec } from "@vedette/core/kinds/content";
import type { ProbeResult } from "@vedette/core/probe-result";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { describe, expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { answerHttp } from "./http-answer.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { gist, localDeps, never } from "./local-deps.ts";

itKeepsTheContract({
  kind: "content",
  spec: (host, port) => ({
    kind: "content",
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}/`,
    headers: [{ name: "X-Key", value: "{{key}}" }],
    secrets: [{ name: "key", value: "s3cr3t-t0ken" }],
  }),
  serve: answerHttp("text/html", "<p>Terms of today</p><p>s3cr3t-t0ken</p>"),
  secrets: ["s3cr3t-t0ken"],
});

type Watch = { watch?: ContentSpec["watch"]; onChange?: "degraded" | "down"; expectedStatus?: string };

/** A page that can be changed, and a look at it against what was approved. */
async function startPage(type: string) {
  let body: string | Buffer = "";
  let status = 200;
  const server = await startScriptedServer((_request, response) => response.writeHead(status, { "content-type": type }).end(body));
  return {
    look: async (nowBody: string | Buffer, watch: Watch = {}, approved: Content | null = null, nowStatus = 200) => {
      [body, status] = [nowBody, nowStatus];
      const spec = ContentSpec.parse({ kind: "content", url: server.url, timeoutMs: 2_000, ...watch });
      const result = await probe(spec, localDeps, never, "lean", approved);
      return { result, judgement: judge(spec, result), content: contentOf(result) };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function contentOf(result: ProbeResult): Content | null {
  return result.outcome === "answered" ? (result.content ?? null) : null;
}

describe("of a page that changes", () => {
  it.each<[name: string, type: string, watch: ContentSpec["watch"], before: string, same: string, after: string]>([
    [
      "the text",
      "text/html; charset=utf-8",
      { type: "text" },
      "<p>Price: <b>3 €</b>",
      "<div class=x>Price:  3&#32;€</div><script>1</script>",
      "<p>Price: 4 €",
    ],
    ["a plain text", "text/plain", { type: "text" }, "a\nb", "a\nb", "a\nb\nc"],
    [
      "one part",
      "text/html",
      { type: "selector", selector: ".price" },
      "<i class=price>3</i> at 10:00",
      "<b class='price big'>3</b> at 11:00",
      "<i class=price>4</i>",
    ],
    [
      "a value",
      "application/json",
      { type: "json", path: "$.a" },
      '{"a": {"b": 1, "c": [2]}, "t": 1}',
      '{"t": 2, "a": {"c": [2], "b": 1}}',
      '{"a": {"b": 1, "c": [3]}}',
    ],
    ["every byte", "application/octet-stream", { type: "checksum" }, "abc", "abc", "abd"],
  ])("%s is measured against what was approved", async (_name, type, watch, before, same, after) => {
    await using page = await startPage(type);
    const first = await page.look(before, { watch });
    expect(first.judgement.kind).toBe("up");
    expect(first.content?.fingerprint).toMatch(/^[\da-f]{64}$/);
    const second = await page.look(same, { watch }, first.content);
    expect(second.judgement.kind).toBe("up");
    const third = await page.look(after, { watch, onChange: "down" }, first.content);
    expect(third.judgement).toMatchObject({ kind: "down", code: "content_changed" });
    expect((await page.look(after, { watch, onChange: "down" }, third.content)).judgement.kind).toBe("up");
  });

  it("the evidence shows the lines that differ", async () => {
    await using page = await startPage("text/html");
    const { content } = await page.look("<p>one<p>two<p>three");
    const { result, judgement } = await page.look("<p>one<p>2<p>three", {}, content);
    expect(result.evidence.change).toEqual({ before: "one\ntwo\nthree", after: "one\n2\nthree" });
    expect(judgement).toMatchObject({ kind: "degraded", reason: "The text of the page is no longer what was approved." });
  });

  it("a change beyond what is kept of the text is a change", async () => {
    await using page = await startPage("text/plain");
    const long = "x\n".repeat(100_000);
    const { content } = await page.look(`${long}a`);
    expect(content?.text).toHaveLength(65_536);
    expect((await page.look(`${long}b`, {}, content)).judgement.code).toBe("content_changed");
  });
});

it("compares nothing with the content of another watch", async () => {
  await using page = await startPage("text/html");
  const { content } = await page.look("<h1>a</h1><p>b</p>");
  expect((await page.look("<h1>a</h1><p>b</p>", { watch: { type: "selector", selector: "h1" } }, content)).judgement.kind).toBe("up");
});

it("takes no error for the content", async () => {
  await using page = await startPage("text/html");
  const { judgement, content } = await page.look("<p>Away", {}, null, 503);
  expect(judgement.code).toBe("status_unexpected");
  expect(content).toBeNull();
});

it.each<[failure: string, type: string, watch: ContentSpec["watch"], body: string]>([
  ["value_missing", "text/html", { type: "selector", selector: ".price" }, "<p>sold out"],
  ["value_missing", "application/json", { type: "json", path: "$.a.b" }, '{"a": 1}'],
  ["decode_failed", "application/json", { type: "json", path: "$.a" }, "<html>"],
  ["decode_failed", "application/json", { type: "json", path: "$[0]" }, `${"[".repeat(400_000)}${"]".repeat(400_000)}`],
  ["too_large", "text/plain", { type: "checksum" }, "x".repeat(1_100_000)],
])("names %s of %s", async (failure, type, watch, body) => {
  await using page = await startPage(type);
  expect(gist((await page.look(body, { watch })).result)).toBe(failure);
});
