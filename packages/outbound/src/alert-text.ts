import type { AlertMessage } from "@vedette/core/alert";
import { type AlertWords, type Voice, alertWords, usualVoice } from "@vedette/core/alert-words";

/** A mail: `subject` is one line; `html` says the same as `text`, everything escaped. */
export type AlertText = { subject: string; text: string; html: string };

export function alertText(message: AlertMessage, voice: Voice = usualVoice): AlertText {
  const words = alertWords(message, voice);
  return { subject: words.title, text: textOf(words), html: htmlOf(words) };
}

function textOf({ tone, headline, text, isOwnText, link }: AlertWords): string {
  const lead = isOwnText || tone === "test" || tone === "failing" ? "" : `${headline}\n\n`;
  return `${lead}${text}\n${link === null ? "" : `\n${link.url}\n`}`;
}

function htmlOf({ tone, headline, facts, text, isOwnText, link }: AlertWords): string {
  const cells = facts.map(([label, value]) => `<tr><td><b>${escapeHtml(label)}</b></td><td>${escapeHtml(value)}</td></tr>`).join("");
  const body =
    isOwnText || tone === "test" || tone === "failing"
      ? `<p>${escapeHtml(text).replaceAll("\n", "<br>")}</p>`
      : `<p>${escapeHtml(headline)}</p><table cellpadding="4">${cells}</table>`;
  return `${body}${link === null ? "" : `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`}`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
