import type { AlertMessage } from "@vedette/core/alert";
import { type AlertWords, type Voice, alertWords, usualVoice } from "@vedette/core/alert-words";

/** A mail: `subject` is one line; `html` says the same as `text`, everything escaped. */
export type AlertText = { subject: string; text: string; html: string };

export function alertText(message: AlertMessage, voice: Voice = usualVoice): AlertText {
  const words = alertWords(message, voice);
  return { subject: words.title, text: textOf(words), html: htmlOf(words) };
}

function textOf({ tone, headline, text, isOwnText, link, actions }: AlertWords): string {
  const lead = isOwnText || tone === "test" || tone === "failing" ? "" : `${headline}\n\n`;
  const acting = actions.map(({ label, url }) => `\n${label}: ${url}\n`).join("");
  return `${lead}${text}\n${link === null ? "" : `\n${link.url}\n`}${acting}`;
}

function htmlOf({ tone, headline, facts, text, isOwnText, link, actions }: AlertWords): string {
  const cells = facts.map(([label, value]) => `<tr><td><b>${escapeHtml(label)}</b></td><td>${escapeHtml(value)}</td></tr>`).join("");
  const body =
    isOwnText || tone === "test" || tone === "failing"
      ? `<p>${escapeHtml(text).replaceAll("\n", "<br>")}</p>`
      : `<p>${escapeHtml(headline)}</p><table cellpadding="4">${cells}</table>`;
  const anchors = [...(link === null ? [] : [link]), ...actions].map(
    ({ label, url }) => `<p><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`,
  );
  return body + anchors.join("");
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
