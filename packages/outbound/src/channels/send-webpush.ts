import type { WebPushTarget } from "@vedette/core/channels/webpush";
import { createHash, randomBytes } from "node:crypto";
import { type ChannelSender, cut } from "../channel-sender.ts";
import { readAnswer } from "../read-answer.ts";
import { encryptForBrowser, freshKeys, vapid } from "../web-push-crypto.ts";

/** RFC 8030, 8291 and 8292. A later message about an incident takes the place of one that has not been fetched. 404 and 410: the browser is gone. */
export const sendWebPush: ChannelSender<WebPushTarget> = async (target, { words, buttons, key }, io) => {
  // `tag` lets the browser replace what it shows of the same incident.
  const shown = {
    title: cut(words.title, 150),
    body: cut(words.text, 600),
    url: words.link?.url ?? null,
    // What the browser's worker does in place of the page behind each link.
    actions: buttons.map(({ label, page }) => ({ label, url: page })),
    tag: key,
  };
  const answer = await io.call({
    method: "POST",
    url: target.endpoint,
    headers: {
      ttl: "86400",
      urgency: words.tone === "down" ? "high" : "normal",
      topic: createHash("sha256").update(key).digest("base64url").slice(0, 32),
      "content-type": "application/octet-stream",
      "content-encoding": "aes128gcm",
      authorization: vapid(new URL(target.endpoint).origin, target.publicKey, target.privateKey, io.nowMs),
    },
    body: encryptForBrowser(JSON.stringify(shown), target, freshKeys(), randomBytes(16)),
  });
  // Some services say 404 for what the others call gone.
  const isGone = "status" in answer && answer.status === 404;
  return readAnswer(isGone ? { ...answer, status: 410 } : answer, "The browser's push service", io);
};
