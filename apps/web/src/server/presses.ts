import { type AlertPhrases, alertPhrases } from "@vedette/core/alert-phrases";
import { oneLine } from "@vedette/core/alert-words";
import { AppError } from "@vedette/core/app-error";
import type { ChannelTarget } from "@vedette/core/channel";
import { channelLabel } from "@vedette/core/channel-kinds";
import type { TelegramTarget } from "@vedette/core/channels/telegram";
import { answerPress } from "@vedette/engine/answer-press";
import { type IncidentLink, requireLink } from "@vedette/engine/incident-links";
import { channelOfPress, pressButton } from "@vedette/engine/press-button";
import { readPressToken } from "@vedette/engine/press-token";
import { isWebhookSecret } from "@vedette/engine/webhook-secret";
import { z } from "zod";
import { appErrorOf } from "./app-error-of.ts";
import { clientIpHeader } from "./auth.ts";
import { boundedBody, isDeeperThan } from "./bounded-body.ts";
import type { Deps } from "./deps.ts";
import { failedAnswer } from "./failed-answer.ts";
import { isSignedBySlack } from "./slack-signature.ts";

/** Who reports that a button in a message was pressed: whoever was notified, or the server of a chat. */
export const pressSources = ["link", "mattermost", "telegram", "slack"] as const;
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

/** Chats whose servers report presses. */
type ChatKind = Exclude<PressSource, "link">;

const MattermostReport = z.object({ user_name: z.string().default(""), context: z.object({ token: z.string() }) });
const TelegramUpdate = z.object({
  update_id: z.int(),
  callback_query: z
    .object({
      id: z.string().max(100),
      from: z.object({ username: z.string().default(""), first_name: z.string().default(""), last_name: z.string().default("") }),
      data: z.string().default(""),
    })
    .optional(),
});

/** Of a button of Block Kit. An answer goes to where it says: to Slack's own host and nowhere else. */
const SlackReport = z.object({
  type: z.literal("block_actions"),
  user: z.object({ username: z.string().default("") }),
  actions: z.array(z.object({ value: z.string().default("") })).min(1),
  response_url: z.url({ protocol: /^https$/, hostname: /^hooks\.slack\.com$/ }).max(2_000),
});

const sources: Record<PressSource, Source> = {
  /** From the device that showed the message: the body is the token of the message's link. */
  link: {
    maxBytes: 1_000,
    run: async (deps, { text, headers }) => {
      const { outcome, sentence } = await pressed(deps, requireLink(deps, text.trim()), null, headers);
      return said(sentence, outcome === "gone" ? 404 : outcome === "limit" ? 429 : 200);
    },
  },
  mattermost: {
    maxBytes: 20_000,
    run: async (deps, { text, headers }) => {
      const { user_name, context } = MattermostReport.parse(jsonOf(text));
      // What its buttons carry only its server knows: that is its proof.
      const report = { token: context.token, who: nameOf(user_name), headers };
      const { sentence } = await pressInChat(deps, "mattermost", report, () => true);
      return Response.json({ ephemeral_text: sentence }, { headers: noStore });
    },
  },
  telegram: {
    maxBytes: 100_000,
    run: async (deps, { text, headers }) => {
      const { callback_query: query } = TelegramUpdate.parse(jsonOf(text));
      // What else waited for the bot when its webhook was set is taken as well, or Telegram would send it again and again.
      if (query === undefined) return new Response(null, { status: 200, headers: noStore });
      const { from } = query;
      const report = { token: query.data, who: nameOf(from.username, `${from.first_name} ${from.last_name}`), headers };
      const proof = headers.get("x-telegram-bot-api-secret-token") ?? "";
      const isGenuine = ({ token }: TelegramTarget) => isWebhookSecret(deps.sealer, token, proof);
      const { sentence } = await pressInChat(deps, "telegram", report, isGenuine);
      return Response.json({ method: "answerCallbackQuery", callback_query_id: query.id, text: sentence }, { headers: noStore });
    },
  },
  slack: {
    maxBytes: 100_000,
    run: async (deps, { text, headers }) => {
      const { user, actions, response_url: url } = SlackReport.parse(jsonOf(new URLSearchParams(text).get("payload") ?? ""));
      const report = { token: actions[0]?.value ?? "", who: nameOf(user.username), headers };
      const { sentence, teamId } = await pressInChat(deps, "slack", report, ({ via }) => {
        return via.type === "bot" && isSignedBySlack(via.signingSecret, headers, text, deps.now());
      });
      // What answers this request nobody is shown.
      if (teamId !== null) await answerPress(deps, teamId, { url, text: sentence });
      return new Response(null, { status: 200, headers: noStore });
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

/** Does what the button says, and tells how things stand in the language of the team. */
async function pressed(
  deps: Deps,
  link: IncidentLink,
  who: string | null,
  headers: Headers,
): Promise<{ outcome: Outcome; sentence: string }> {
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
  const { outcome, outboxIds } = await pressButton(deps, link, holder);
  await Promise.all(outboxIds.map((outboxId) => deps.ring({ job: "deliver", outboxId })));
  return outcome;
}

/**
 * Does what a button in a chat says. Throws `not_found` for a token that is not ours, before the database is asked, and for one that was
 * sent to another service than reports it; `unauthenticated` where the service does not prove to be itself. `teamId` null: the channel is gone.
 */
async function pressInChat<Kind extends ChatKind>(
  deps: Deps,
  kind: Kind,
  { token, who, headers }: { token: string; who: string | null; headers: Headers },
  isGenuine: (target: Extract<ChannelTarget, { kind: Kind }>) => boolean,
): Promise<{ sentence: string; teamId: string | null }> {
  const press = readPressToken(deps.sealer, token);
  if (press === null) throw noButton();
  const found = await channelOfPress(deps, press);
  if (found === null) return { sentence: alertPhrases.en.pressed.gone, teamId: null };
  const { link, target } = found;
  if (!isOf(kind, target)) throw noButton();
  if (!isGenuine(target)) throw new AppError("unauthenticated", `This does not come from ${channelLabel(kind)}.`);
  const { sentence } = await pressed(deps, link, who, headers);
  return { sentence, teamId: link.teamId };
}

function isOf<Kind extends ChatKind>(kind: Kind, target: ChannelTarget): target is Extract<ChannelTarget, { kind: Kind }> {
  return target.kind === kind;
}

function noButton(): AppError {
  return new AppError("not_found", "This button is none of ours.");
}

function jsonOf(text: string): unknown {
  if (isDeeperThan(text, maxDepth)) throw new AppError("bad_request", "This is nested too deeply.");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AppError("bad_request", "This is no JSON.");
  }
}

/** What a chat calls somebody, as one short line that cannot turn the writing around: by the first name that says anything, else null. */
function nameOf(account: string, name = ""): string | null {
  const [at, shown] = [oneShortLine(account), oneShortLine(name)];
  if (at !== "") return `@${at}`;
  return shown === "" ? null : shown;
}

function oneShortLine(text: string): string {
  return oneLine(text.toWellFormed().replaceAll(/\p{Cf}/gu, ""))
    .slice(0, 60)
    .replace(/[\ud800-\udbff]$/, "");
}
