import type { Receipt } from "@vedette/core/alert";
import type { GithubTarget } from "@vedette/core/channels/github";
import { type ChannelIo, type ChannelSender, bearer, below, jsonRequest } from "../channel-sender.ts";
import { readAnswer, textOf } from "../read-answer.ts";
import { sendIssue } from "../send-issue.ts";

export const sendGithub: ChannelSender<GithubTarget> = async (target, alert, io) =>
  await sendIssue(alert, {
    open: (title, body) => ask(target, "", { title, body }, io),
    comment: (issue, body) => ask(target, `/${issue}/comments`, { body }, io),
    close: (issue) => ask(target, `/${issue}`, { state: "closed", state_reason: "completed" }, io, "PATCH"),
  });

async function ask(
  { server, repository, token }: GithubTarget,
  path: string,
  body: object,
  io: ChannelIo,
  method = "POST",
): Promise<Receipt> {
  const headers = { ...bearer(token), accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" };
  const origin = below(server === "https://api.github.com/" ? io.fixed("https://api.github.com") : server, "");
  const answer = await io.call({
    ...jsonRequest(`${origin}/repos/${repository}/issues${path}`, body, headers, method),
    keepBytes: 262_144,
  });
  if ("unanswered" in answer) return readAnswer(answer, "GitHub", io);
  const words = answer.status < 300 ? "" : (textOf(answer.json, "message") ?? "");
  const receipt = readAnswer(answer, "GitHub", {
    nowMs: io.nowMs,
    words,
    reference: path === "" ? textOf(answer.json, "number") : undefined,
  });
  // Too much in a short time is a 403 as well.
  const isLimit = answer.headers["retry-after"] !== undefined || answer.headers["x-ratelimit-remaining"] === "0";
  return !receipt.ok && receipt.code === 403 && isLimit
    ? { ...readAnswer({ ...answer, status: 429 }, "GitHub", { nowMs: io.nowMs, words }), code: 403 }
    : receipt;
}
