import type { AlertTone } from "@vedette/core/alert-words";
import type { TeamsTarget } from "@vedette/core/channels/teams";
import { type ChannelSender, cut, jsonRequest, linksOf } from "../channel-sender.ts";
import { readAnswer } from "../read-answer.ts";

const colours: Record<AlertTone, string> = {
  down: "Attention",
  degraded: "Warning",
  acknowledged: "Accent",
  resolved: "Good",
  test: "Default",
  failing: "Warning",
};

/** An adaptive card to a workflow, which has no way to change a message. A card holds at most 28 KB. */
export const sendTeams: ChannelSender<TeamsTarget> = async ({ url }, { words }, io) => {
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      { type: "TextBlock", text: cut(words.title, 500), weight: "Bolder", size: "Medium", color: colours[words.tone], wrap: true },
      { type: "TextBlock", text: cut(words.text, 5_000).replaceAll("\n", "\n\n"), wrap: true },
    ],
    actions: linksOf(words).map(({ label, url }) => ({ type: "Action.OpenUrl", title: label, url })),
    msteams: { width: "Full" },
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card };
  return readAnswer(await io.call(jsonRequest(url, { type: "message", attachments: [attachment] })), "Microsoft Teams", io);
};
