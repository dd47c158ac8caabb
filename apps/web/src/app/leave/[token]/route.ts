import { AppError } from "@vedette/core/app-error";
import { leaveChannel } from "@vedette/engine/leave-channel";
import { deps } from "../../../server/deps.ts";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ token: string }> };

/** For people: reading alone changes nothing, since mail programs look at links by themselves. */
export function GET(): Response {
  return page(200, `<p>No longer receive alerts of this channel by mail?</p><form method="post"><button>Leave the channel</button></form>`);
}

/** Mail programs post here when somebody presses "unsubscribe" (RFC 8058). */
export async function POST(_request: Request, { params }: Context): Promise<Response> {
  try {
    await leaveChannel(deps(), (await params).token);
    return page(200, "<p>You have left. An admin of the team can add you again.</p>");
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return page(error.httpStatus, `<p>${error.message}</p>`);
  }
}

function page(status: number, body: string): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>Leave a channel</title><body style="font: 16px/1.5 system-ui; margin: 3rem auto; max-width: 32rem; padding: 0 1rem; color-scheme: light dark"><h1>Vedette</h1>${body}</body></html>`;
  return new Response(html, { status, headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}
