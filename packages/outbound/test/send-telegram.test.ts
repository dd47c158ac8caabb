import type { AlertMessage } from "@vedette/core/alert";
import { ChannelTarget } from "@vedette/core/channel";
import { usualContext } from "@vedette/core/send-context";
import { alertMessage } from "@vedette/testkit/channel-contract";
import { type ScriptedServer, startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expect, it } from "vitest";
import { send } from "../src/send.ts";
import { localDeps, never } from "./local-deps.ts";

const token = "123456:canary-0123456789";
const target = ChannelTarget.parse({ kind: "telegram", token, chat: "-100123", buttons: true });
const tokens = (chat: string) => ({ link: "l".repeat(114), chat });
const url = "https://vedette.example.com/api/press";
const context = {
  ...usualContext,
  webhook: { url, secretOf: (bot: string) => `secret of ${bot}` },
  presses: { url, acknowledge: tokens("a".repeat(64)), snooze: tokens("s".repeat(64)) },
};
const { data } = alertMessage();
const asks = alertMessage({ data: { ...data, actions: { acknowledge: "https://v.example/act/a", snooze: "https://v.example/act/s" } } });
const notHttps = { ok: false, error_code: 400, description: "Bad Request: bad webhook: An HTTPS URL must be provided for webhook" };

/** Telegram, where all calls succeed but these. */
async function startTelegram(...refused: string[]): Promise<ScriptedServer> {
  return await startScriptedServer((request, response) => {
    const isRefused = refused.includes(methodOf(request.path));
    const answer = isRefused ? notHttps : { ok: true, result: { message_id: 7 } };
    response.writeHead(isRefused ? 400 : 200).end(JSON.stringify(answer));
  });
}

const methodOf = (path: string) => path.split("/").pop() ?? "";
const asked = (server: ScriptedServer) => server.requests.map(({ path, body }) => [methodOf(path), JSON.parse(body)] as const);
const tell = async (server: ScriptedServer, message: AlertMessage, reference: string | null = null) =>
  await send(target, message, { ...localDeps, standIn: server.url }, never, { ...context, reference });

it("tells a bot where to report presses once the message with its buttons is out", async () => {
  await using server = await startTelegram();
  expect(await tell(server, asks)).toMatchObject({ ok: true, reference: "7" });
  const [message, webhook, ...rest] = asked(server);
  expect(message).toMatchObject([
    "sendMessage",
    {
      reply_markup: {
        inline_keyboard: [
          [
            { text: "Acknowledge", callback_data: "a".repeat(64) },
            { text: "Snooze for 1 h", callback_data: "s".repeat(64) },
          ],
        ],
      },
    },
  ]);
  expect(webhook).toEqual([
    "setWebhook",
    { url: `${url}/telegram`, secret_token: `secret of ${token}`, allowed_updates: ["callback_query"] },
  ]);
  expect(rest).toEqual([]);
});

it("delivers an alert whose buttons cannot be answered, with its links", async () => {
  await using server = await startTelegram("setWebhook", "editMessageReplyMarkup");
  expect(await tell(server, asks)).toMatchObject({ ok: true });
  expect(await tell(server, alertMessage({ type: "incident.acknowledged" }), "7")).toMatchObject({ ok: true });
});

it("shows by a test what Telegram says of the address, before anything is sent", async () => {
  await using server = await startTelegram("setWebhook");
  const test = alertMessage({ type: "channel.test", data: { ...data, incident: null, monitor: null } });
  const receipt = await tell(server, test);
  expect(receipt).toMatchObject({ ok: false, permanent: true, detail: expect.stringContaining("An HTTPS URL must be provided") });
  expect(asked(server).map(([method]) => method)).toEqual(["setWebhook"]);
});

it("takes the buttons off the first message once somebody is looking at it, or it is over", async () => {
  for (const type of ["incident.acknowledged", "incident.resolved"] as const) {
    await using server = await startTelegram();
    await tell(server, alertMessage({ type }), "7");
    expect(asked(server).at(-1)).toEqual(["editMessageReplyMarkup", { chat_id: "-100123", message_id: 7 }]);
  }
});
