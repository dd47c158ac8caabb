import type { AssertionOutcome } from "@vedette/core/assertion/assertion";
import { type Content, changeBetween, maxContentLength } from "@vedette/core/content";
import { readSelector } from "@vedette/core/css-selector";
import { readJsonPlace, valueAt } from "@vedette/core/json-place";
import { type ContentSpec, watchOf } from "@vedette/core/kinds/content";
import { statusMatches } from "@vedette/core/status-set";
import { createHash } from "node:crypto";
import type { Failure } from "./failure.ts";
import { type Page, fetchPage } from "./fetch-page.ts";
import { textOfHtml } from "./html-text.ts";
import type { ProbeKind } from "./probe-io.ts";
import { headerOf } from "./response-head.ts";

/** Gets a page and compares what is watched of it with the approved content; without one, or with one of another watch, there is nothing to compare. */
export const probeContent: ProbeKind<ContentSpec> = async (spec, io) => {
  const page = await fetchPage(spec, io);
  if ("failed" in page) return page;
  const { status, headers } = page.head;
  // A page that is an error is never taken for the content.
  if (!statusMatches(spec.expectedStatus, status)) return { status, facts: { values: { status }, headers } };
  const watched = watchedOf(page, spec);
  if (typeof watched === "object" && "failed" in watched) return watched;

  const approved = io.approved?.watch === watchOf(spec) ? io.approved : null;
  const fingerprint = createHash("sha256").update(watched).digest("hex");
  const content: Content = { watch: watchOf(spec), fingerprint, text: shownText(spec, page, watched).slice(0, maxContentLength) };
  const isChanged = approved !== null && approved.fingerprint !== fingerprint;
  if (isChanged) {
    const change = changeBetween(approved.text, content.text);
    const before = io.trace.tell;
    io.trace.tell = (hide) => ({ ...before?.(hide), change });
  }
  return {
    status,
    content,
    findings: isChanged ? [changed(spec)] : [],
    facts: { values: { status, content: content.text.slice(0, 1_000), "content.changed": isChanged }, headers },
  };
};

/** The very thing that must stay the same. */
function watchedOf(page: Page, { watch }: ContentSpec): string | Buffer | Failure {
  switch (watch.type) {
    case "text":
      return isHtml(page) ? (textOfHtml(page.text, null) ?? "") : page.text;
    case "selector": {
      const selector = readSelector(watch.selector);
      const text = typeof selector === "string" ? null : textOfHtml(page.text, selector);
      return text ?? { failed: "value_missing", message: `Nothing on the page matches ${watch.selector}.` };
    }
    case "json":
      return jsonAt(page.text, watch.path);
    case "checksum":
      return page.body;
  }
}

/** The value with the names of its objects in order: how a service orders them means nothing. */
function jsonAt(text: string, path: string): string | Failure {
  try {
    const value = valueAt(JSON.parse(text), readJsonPlace(path) ?? []);
    if (value === undefined) return { failed: "value_missing", message: `The answer has nothing at ${path}.` };
    return JSON.stringify(value, inOrder, 2);
  } catch {
    return { failed: "decode_failed", message: "The answer is not JSON that can be read." };
  }
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function shownText(spec: ContentSpec, page: Page, watched: string | Buffer): string {
  return typeof watched === "string" ? watched : `${page.sizeBytes} bytes`;
}

function isHtml({ head }: Page): boolean {
  return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(headerOf(head, "content-type") ?? "text/html");
}

function changed({ onChange, watch }: ContentSpec): AssertionOutcome {
  const what = { text: "The text of the page", selector: "The watched part of the page", json: "The watched value", checksum: "The page" };
  const text = `${what[watch.type]} is no longer what was approved.`;
  return { text, severity: onChange, ok: false, actual: "", code: "content_changed" };
}
