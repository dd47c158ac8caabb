import type { Receipt } from "@vedette/core/alert";
import type { JiraTarget } from "@vedette/core/channels/jira";
import type { ServiceRequest } from "../call-service.ts";
import { type ChannelIo, type ChannelSender, basicAuth, below, jsonRequest } from "../channel-sender.ts";
import { fieldOf, nothingToTell, readAnswer, textOf } from "../read-answer.ts";
import { sendIssue } from "../send-issue.ts";

/** Jira Cloud, REST API 3. An issue is over once it was moved to a state that Jira counts as done. */
export const sendJira: ChannelSender<JiraTarget> = async (target, alert, io) =>
  await sendIssue(alert, {
    open: (summary, text) => {
      const fields = { project: { key: target.project }, issuetype: { name: target.issueType }, summary, description: documentOf(text) };
      return ask(target, "", { fields }, io);
    },
    comment: (issue, text) => ask(target, `/${encodeURIComponent(issue)}/comment`, { body: documentOf(text) }, io),
    close: (issue) => close(target, issue, io),
  });

async function close(target: JiraTarget, issue: string, io: ChannelIo): Promise<Receipt> {
  const path = `/${encodeURIComponent(issue)}/transitions`;
  const answer = await io.call({ ...requestTo(target, path, undefined), keepBytes: 262_144 });
  if ("unanswered" in answer || answer.status !== 200) return readAnswer(answer, "Jira", io);
  const transitions = fieldOf(answer.json, "transitions");
  const list: readonly unknown[] = Array.isArray(transitions) ? transitions : [];
  const done = list.find((transition) => fieldOf(transition, "to", "statusCategory", "key") === "done");
  if (done === undefined) return nothingToTell("No transition of this issue leads to done.");
  return await ask(target, path, { transition: { id: textOf(done, "id") } }, io);
}

async function ask(target: JiraTarget, path: string, body: object, io: ChannelIo): Promise<Receipt> {
  const answer = await io.call({ ...requestTo(target, path, body), keepBytes: 65_536 });
  if ("unanswered" in answer) return readAnswer(answer, "Jira", io);
  const words = answer.status < 300 ? "" : (textOf(answer.json, "errorMessages", 0) ?? answer.text);
  return readAnswer(answer, "Jira", { nowMs: io.nowMs, words, reference: path === "" ? textOf(answer.json, "key") : undefined });
}

function requestTo({ server, user, token }: JiraTarget, path: string, body: object | undefined): ServiceRequest {
  const url = below(server, `/rest/api/3/issue${path}`);
  const headers = { accept: "application/json", ...basicAuth(user, token) };
  return body === undefined ? { method: "GET", url, headers } : jsonRequest(url, body, headers);
}

/** Atlassian's document format: a paragraph for each line. */
function documentOf(text: string): object {
  const paragraphs = text.split("\n").filter((line) => line !== "");
  return {
    type: "doc",
    version: 1,
    content: paragraphs.map((line) => ({ type: "paragraph", content: [{ type: "text", text: line }] })),
  };
}
