import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expect, it } from "vitest";
import { answerPress } from "../src/answer-press.ts";
import { localDeps, never, publicDeps } from "./local-deps.ts";

it("tells whoever pressed, and nobody else, leaving the message as it is", async () => {
  await using slack = await startScriptedServer((_request, response) => response.writeHead(200).end("ok"));
  expect(await answerPress(`${slack.url}/actions/T1/2/3`, "It is acknowledged.", localDeps, never)).toMatchObject({ ok: true, code: 200 });
  const [request] = slack.requests;
  expect([request?.method, request?.path, request?.headers["content-type"]]).toEqual(["POST", "/actions/T1/2/3", "application/json"]);
  expect(JSON.parse(request?.body ?? "")).toEqual({ response_type: "ephemeral", replace_original: false, text: "It is acknowledged." });
});

it("says what Slack refuses, and dials nothing of our own network", async () => {
  await using slack = await startScriptedServer((_request, response) => response.writeHead(404).end("expired_url"));
  expect(await answerPress(slack.url, "Over.", localDeps, never)).toMatchObject({ ok: false, permanent: true, code: 404 });
  expect(await answerPress(slack.url, "Over.", publicDeps, never)).toMatchObject({ ok: false, code: null });
  expect(slack.requests).toHaveLength(1);
});
