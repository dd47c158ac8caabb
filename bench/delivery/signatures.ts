import { randomBytes, randomInt } from "node:crypto";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { ChannelTarget } from "@vedette/core/channel";
import { send } from "@vedette/outbound/send";
import { listenOnLoopback } from "@vedette/testkit/listen-on-loopback";
import { Webhook } from "standardwebhooks";
import { type Outcome, brokenOf } from "./outcome.ts";

const messages = 10_000;
const atOnce = 20;
type Signed = { body: Buffer; headers: Record<string, string> };

/**
 * Promise 12: so many messages, each with other words, are verified by the published library of Standard Webhooks, which refuses each with one
 * bit changed, under the id of another, and when it comes again more than five minutes later.
 */
export async function signatures(): Promise<Outcome> {
  const heard: Signed[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      heard.push({ body, headers });
      response.writeHead(204).end();
    });
  });
  const port = await listenOnLoopback(server);
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const sendAll = async (count: number, agoMs: number) => {
    const deps = { policy: { privateAllowed: true, ownEndpoints: [] }, smtp: null, now: () => Date.now() - agoMs };
    const target = ChannelTarget.parse({ kind: "webhook", url: `http://127.0.0.1:${port}/`, secret });
    await Promise.all(
      Array.from({ length: atOnce }, async (_, lane) => {
        for (let nth = lane; nth < count; nth += atOnce) await send(target, messageOf(nth), deps, AbortSignal.timeout(600_000));
      }),
    );
    return heard.splice(0);
  };
  try {
    const [fresh, old] = [await sendAll(messages, 0), await sendAll(messages / 10, 301_000)];
    const verifies = ({ body, headers }: Signed) => {
      try {
        new Webhook(secret).verify(body, headers);
        return true;
      } catch {
        return false;
      }
    };
    const idOf = (nth: number) => fresh[nth % fresh.length]?.headers["webhook-id"] ?? "";
    const verified = fresh.filter(verifies).length;
    const changed = fresh.filter((signed) => verifies({ ...signed, body: withOneBitChanged(signed.body) })).length;
    const swapped = fresh.filter((signed, nth) =>
      verifies({ ...signed, headers: { ...signed.headers, "webhook-id": idOf(nth + 1) } }),
    ).length;
    const replayed = old.filter(verifies).length;
    return {
      rows: [
        ["messages that the published library verifies", `${verified} of ${messages}`],
        ["verified with a bit changed, another's id, or 301 s later", changed + swapped + replayed],
      ],
      figures: { signatures_verified: verified, signatures_forged: changed + swapped + replayed },
      broken: brokenOf({
        "every message is verified": verified === messages && old.length === messages / 10,
        "nothing that was changed or comes too late is verified": changed + swapped + replayed === 0,
      }),
    };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function withOneBitChanged(body: Buffer): Buffer {
  const changed = Buffer.from(body);
  const at = randomInt(changed.length);
  changed[at] = (changed[at] ?? 0) ^ (1 << randomInt(8));
  return changed;
}

function messageOf(nth: number) {
  const words = randomBytes(randomInt(1, 200)).toString("utf8");
  const incident = {
    id: `i${nth}`,
    number: nth,
    severity: "down" as const,
    summary: words,
    startedAt: "2026-11-30T12:00:00.000Z",
    endedAt: null,
    durationMs: null,
    url: "https://vedette.example/",
  };
  const data = { team: { id: "t", name: words }, monitor: { id: "m", name: `Größe ${nth} ✓`, target: "https://shop.example/" }, incident };
  return { id: `msg_${nth}`, type: "incident.opened" as const, timestamp: "2026-11-30T12:00:00.000Z", data };
}
