import type { AlertWords } from "@vedette/core/alert-words";
import type { MattermostTarget } from "@vedette/core/channels/mattermost";
import type { RocketChatTarget } from "@vedette/core/channels/rocketchat";
import { type ChannelSender, cut, jsonRequest, markdownLink } from "../channel-sender.ts";
import { readAnswer } from "../read-answer.ts";
import { tones } from "../tones.ts";

/** Incoming webhooks in the shape that Slack had first, which two servers keep. They post anew every time. */
export const sendRocketChat: ChannelSender<RocketChatTarget> = async ({ url }, { words }, io) =>
  readAnswer(await io.call(jsonRequest(url, contentOf(words, []))), "Rocket.Chat", io);

/** Mattermost keeps what its buttons carry to itself, and reports a press from its own server. */
export const sendMattermost: ChannelSender<MattermostTarget> = async ({ url, buttons: hasButtons }, { words, buttons }, io) => {
  const actions = (hasButtons ? buttons : []).map(({ deed, label, tokens, url: base }) => ({
    id: deed,
    type: "button",
    name: label,
    integration: { url: `${base}/mattermost`, context: { token: tokens.chat } },
  }));
  return readAnswer(await io.call(jsonRequest(url, contentOf(words, actions))), "Mattermost", io);
};

function contentOf(words: AlertWords, actions: object[]): object {
  const isText = words.isOwnText || words.facts.length < 2;
  const text = [...(isText ? [cut(words.text, 4_000)] : []), ...words.actions.map(markdownLink)].join("\n");
  const attachment = {
    fallback: cut(words.title, 300),
    color: tones[words.tone].colour,
    title: cut(words.title, 300),
    title_link: words.link?.url,
    ...(text !== "" && { text }),
    fields: words.isOwnText ? [] : words.facts.map(([title, value]) => ({ title, value: cut(value, 1_000), short: value.length < 40 })),
    ...(actions.length > 0 && { actions }),
  };
  return { text: `${tones[words.tone].sign} ${cut(words.headline, 300)}`, attachments: [attachment] };
}
