import type { Receipt } from "@vedette/core/alert";
import type { GitlabTarget } from "@vedette/core/channels/gitlab";
import { type ChannelIo, type ChannelSender, below, jsonRequest } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";
import { sendIssue } from "../send-issue.ts";

export const sendGitlab: ChannelSender<GitlabTarget> = async (target, alert, io) =>
  await sendIssue(alert, {
    open: (title, description) => ask(target, "", { title, description }, io),
    comment: (issue, body) => ask(target, `/${issue}/notes`, { body }, io),
    close: (issue) => ask(target, `/${issue}`, { state_event: "close" }, io, "PUT"),
  });

async function ask({ server, project, token }: GitlabTarget, path: string, body: object, io: ChannelIo, method = "POST"): Promise<Receipt> {
  const origin = below(server === "https://gitlab.com/" ? io.fixed("https://gitlab.com") : server, "");
  const url = `${origin}/api/v4/projects/${encodeURIComponent(project)}/issues${path}`;
  const answer = await io.call({ ...jsonRequest(url, body, { "private-token": token }, method), keepBytes: 262_144 });
  if ("unanswered" in answer) return readAnswer(answer, "GitLab", io);
  const words = answer.status < 300 ? "" : (textOf(answer.json, "message") ?? textOf(answer.json, "error") ?? answer.text);
  return readAnswer(answer, "GitLab", { nowMs: io.nowMs, words, reference: path === "" ? textOf(answer.json, "iid") : undefined });
}
