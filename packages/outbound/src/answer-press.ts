import type { Receipt } from "@vedette/core/alert";
import { callService } from "./call-service.ts";
import { jsonRequest } from "./channel-sender.ts";
import { Deadline } from "./deadline.ts";
import type { OutboundDeps } from "./outbound-deps.ts";
import { readAnswer } from "./read-answer.ts";

const timeoutMs = 15_000;

/** Tells whoever pressed a button in Slack what came of it, at the address that came with the press; nobody else sees it. */
export async function answerPress(url: string, text: string, deps: OutboundDeps, signal: AbortSignal): Promise<Receipt> {
  const deadline = new Deadline(timeoutMs, signal);
  try {
    const body = { response_type: "ephemeral", replace_original: false, text };
    return readAnswer(await callService(jsonRequest(url, body), deps, deadline), "Slack", { nowMs: deps.now() });
  } finally {
    deadline.close();
  }
}
