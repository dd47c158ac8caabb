import type { AlertWords } from "@vedette/core/alert-words";
import type { MattermostTarget } from "@vedette/core/channels/mattermost";
import type { RocketChatTarget } from "@vedette/core/channels/rocketchat";
import { type ChannelSender, cut, jsonRequest, markdownLink } from "../channel-sender.ts";
import { readAnswer } from "../read-answer.ts";
import { tones } from "../tones.ts";

/** Incoming webhooks in the shape that Slack had first, which two servers keep. They post anew every time. */
function attachmentTo(service: string): ChannelSender<{ url: string }> {
  return async ({ url }, { words }, io) => readAnswer(await io.call(jsonRequest(url, contentOf(words))), service, io);
}

export const sendMattermost: ChannelSender<MattermostTarget> = attachmentTo("Mattermost");
export const sendRocketChat: ChannelSender<RocketChatTarget> = attachmentTo("Rocket.Chat");

function contentOf(words: AlertWords): object {
  const isText = words.isOwnText || words.facts.length < 2;
  const text = [...(isText ? [cut(words.text, 4_000)] : []), ...words.actions.map(markdownLink)].join("\n");
  const attachment = {
    fallback: cut(words.title, 300),
    color: tones[words.tone].colour,
    title: cut(words.title, 300),
    title_link: words.link?.url,
    ...(text !== "" && { text }),
    fields: words.isOwnText ? [] : words.facts.map(([title, value]) => ({ title, value: cut(value, 1_000), short: value.length < 40 })),
  };
  return { text: `${tones[words.tone].sign} ${cut(words.headline, 300)}`, attachments: [attachment] };
}
