import { MetricsSpec } from "@vedette/core/kinds/metrics";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { answerHttp } from "./http-answer.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";

const scrape = `# TYPE queue_depth gauge\nqueue_depth{queue="mail"} 12\nqueue_depth{queue="sms"} 3\nup 1 # s3cr3t-t0ken\n`;

itKeepsTheContract({
  kind: "metrics",
  spec: (host, port) => ({
    kind: "metrics",
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}/metrics`,
    headers: [{ name: "Authorization", value: "Bearer {{token}}" }],
    secrets: [{ name: "token", value: "s3cr3t-t0ken" }],
  }),
  serve: answerHttp("text/plain; version=0.0.4", scrape),
  secrets: ["s3cr3t-t0ken"],
});

async function check(contentType: string, body: string, status = 200) {
  await using server = await startScriptedServer((_request, response) =>
    response.writeHead(status, { "content-type": contentType }).end(body),
  );
  const spec = MetricsSpec.parse({ kind: "metrics", url: server.url, timeoutMs: 2_000 });
  return await conclusive(async () => await probe(spec, localDeps, never, "detailed"));
}

it.each<[outcome: number | string, samples: number | undefined, type: string, body: string, status?: number]>([
  [200, 3, "text/plain; version=0.0.4", scrape],
  [200, 3, "application/openmetrics-text; version=1.0.0", `${scrape}# EOF\n`],
  [200, undefined, "application/json", '{"queue": {"depth": 3}}'],
  [200, undefined, "text/plain", " [1]"],
  [200, undefined, "text/plain", ""],
  ["decode_failed", undefined, "text/html", "<html><body>Sign in</body></html>"],
  ["decode_failed", undefined, "application/json", "{"],
  ["decode_failed", undefined, "text/plain", "a 1\n".repeat(50_001)],
  ["too_large", undefined, "text/plain", "a 1\n".repeat(300_000)],
  [503, undefined, "text/html", "<html>Away</html>", 503],
])("answers %s with %j samples to %s %.20j", async (outcome, samples, type, body, status) => {
  const result = await check(type, body, status);
  expect(gist(result)).toBe(outcome);
  expect(result.evidence.facts?.["metrics.samples"]).toBe(samples);
});

it("looks up what conditions ask for, and shows samples to make conditions of", async () => {
  await using server = await startScriptedServer((_request, response) =>
    response.writeHead(200, { "content-type": "text/plain" }).end(scrape),
  );
  const assertions = String.raw`metric "sum(queue_depth)" < 100
metric "queue_depth" < 100
metric "nothing" exists`;
  const spec = MetricsSpec.parse({ kind: "metrics", url: server.url, timeoutMs: 2_000, assertions });
  const result = await probe(spec, localDeps, never, "detailed");
  const { evidence } = result;
  expect(result.outcome === "answered" && result.assertions.map((assertion) => assertion.figure)).toEqual([
    { name: 'metric "sum(queue_depth)"', value: 15 },
    undefined,
    undefined,
  ]);
  expect(evidence.facts).toMatchObject({
    'metric "sum(queue_depth)"': 15,
    [String.raw`metric "queue_depth{queue=\"mail\"}"`]: 12,
    'metric "up"': 1,
  });
  expect(evidence.facts).not.toHaveProperty(['metric "queue_depth"']);
  expect(evidence.facts).not.toHaveProperty(['metric "nothing"']);
});

it("signs in, and fills secrets into the query and the headers", async () => {
  await using server = await startScriptedServer((_request, response) =>
    response.writeHead(200, { "content-type": "text/plain" }).end(scrape),
  );
  const spec = MetricsSpec.parse({
    kind: "metrics",
    url: `${server.url}/metrics?key={{key}}`,
    timeoutMs: 2_000,
    headers: [{ name: "X-Key", value: "{{key}}" }],
    auth: { type: "basic", user: "vedette", password: "pass-phrase" },
    secrets: [{ name: "key", value: "s3cr3t&key" }],
  });
  const result = await probe(spec, localDeps, never, "detailed");
  expect(gist(result)).toBe(200);
  expect(server.requests).toMatchObject([
    { path: "/metrics?key=s3cr3t%26key", headers: { "x-key": "s3cr3t&key", authorization: `Basic ${btoa("vedette:pass-phrase")}` } },
  ]);
  expect(JSON.stringify(result)).not.toMatch(/s3cr3t(?:&|%26)key|pass-phrase/);
});
