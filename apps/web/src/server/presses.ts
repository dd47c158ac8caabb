import { type AlertPhrases, alertPhrases } from "@vedette/core/alert-phrases";
import { oneLine } from "@vedette/core/alert-words";
import { AppError } from "@vedette/core/app-error";
import { type IncidentLink, requireLink } from "@vedette/engine/incident-links";
import { pressButton } from "@vedette/engine/press-button";
import { type Press, readPressToken } from "@vedette/engine/press-token";
import { z } from "zod";
import { appErrorOf } from "./app-error-of.ts";
import { clientIpHeader } from "./auth.ts";
import { boundedBody, isDeeperThan } from "./bounded-body.ts";
import type { Deps } from "./deps.ts";
import { failedAnswer } from "./failed-answer.ts";

/** Who reports that a button in a message was pressed: whoever was notified, or the server of a chat. */
export const pressSources = ["link", "mattermost"] as const;
export type PressSource = (typeof pressSources)[number];

type Report = { text: string; headers: Headers };
type Source = { maxBytes: number; run: (deps: Deps, report: Report) => Promise<Response> };

const maxDepth = 20;

/**
 * A press on a button of a message. The token that the button carries is the authorization; no cookie is read, so it does not matter from
 * which page it comes. Answers in the way of who reports it how things stand now, and nothing that the message did not say.
 */
export async function handlePress(deps: Deps, source: PressSource, request: Request): Promise<Response> {
  const { maxBytes, run } = sources[source];
  try {
    return await run(deps, { text: await boundedBody(request, maxBytes), headers: request.headers });
  } catch (error) {
    const refusal = error instanceof z.ZodError ? new AppError("bad_request", "This is no report of a press.") : appErrorOf(error);
    if (refusal === null || refusal.code === "unavailable") return failedAnswer(deps.log, error, { press: source });
    return said(refusal.message, refusal.httpStatus);
  }
}

const MattermostReport = z.object({ user_name: z.string().default(""), context: z.object({ token: z.string() }) });

const sources: Record<PressSource, Source> = {
  /** From the device that showed the message: the body is the token of the message's link. */
  link: {
    maxBytes: 1_000,
    run: async (deps, { text, headers }) => {
      const { outcome, sentence } = await press(deps, requireLink(deps, text.trim()), null, headers);
      return said(sentence, outcome === "gone" ? 404 : outcome === "limit" ? 429 : 200);
    },
  },
  mattermost: {
    maxBytes: 20_000,
    run: async (deps, { text, headers }) => {
      const { user_name, context } = MattermostReport.parse(jsonOf(text));
      const { sentence } = await press(deps, await linkOf(deps, pressOf(deps, context.token)), atName(user_name), headers);
      return Response.json({ ephemeral_text: sentence }, { headers: noStore });
    },
  },
};

const noStore = { "cache-control": "no-store" };

/** Readable from any page: programs that show notifications run on pages of their own. */
function said(sentence: string, status: number): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { ...noStore, "content-type": "text/plain; charset=utf-8", "access-control-allow-origin": "*" },
  });
}

type Outcome = keyof AlertPhrases["pressed"];

/** Does what the button says, in the language of the team. `link` null: its channel is gone. */
async function press(
  deps: Deps,
  link: IncidentLink | null,
  who: string | null,
  headers: Headers,
): Promise<{ outcome: Outcome; sentence: string }> {
  if (link === null) return { outcome: "gone", sentence: alertPhrases.en.pressed.gone };
  const outcome = await outcomeOf(deps, link, { who, ip: headers.get(clientIpHeader) });
  const { language } = await deps.db.config.teams.voice(link.teamId);
  return { outcome, sentence: alertPhrases[language].pressed[outcome] };
}

async function outcomeOf(deps: Deps, link: IncidentLink, holder: { who: string | null; ip: string | null }): Promise<Outcome> {
  try {
    await deps.limits.use("link", link.channelId);
  } catch (error) {
    if (appErrorOf(error)?.code === "too_many_requests") return "limit";
    throw error;
  }
  const { pressed, outboxIds } = await pressButton(deps, link, holder);
  await Promise.all(outboxIds.map((outboxId) => deps.ring({ job: "deliver", outboxId })));
  return pressed;
}

/** Throws `not_found` for a token that is not ours, before the database is asked. */
function pressOf(deps: Deps, token: string): Press {
  const press = readPressToken(deps.sealer, token);
  if (press === null) throw new AppError("not_found", "This button is none of ours.");
  return press;
}

async function linkOf(deps: Deps, press: Press): Promise<IncidentLink | null> {
  const teamId = await deps.db.incidentActions.teamOfChannel(press.channelId);
  return teamId === null ? null : { ...press, teamId };
}

function jsonOf(text: string): unknown {
  if (isDeeperThan(text, maxDepth)) throw new AppError("bad_request", "This is nested too deeply.");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AppError("bad_request", "This is no JSON.");
  }
}

/** What a chat calls somebody, as one short line that cannot turn the writing around; null for nothing. */
function atName(name: string): string | null {
  const shown = oneLine(name.replaceAll(/\p{Cf}/gu, ""))
    .slice(0, 60)
    .replace(/[\ud800-\udbff]$/, "");
  return shown === "" ? null : `@${shown}`;
}
