import type { AlertMessage, Receipt } from "@vedette/core/alert";
import { ChannelTarget } from "@vedette/core/channel";
import { channelKinds } from "@vedette/core/channel-kinds";
import { type SendContext, usualContext } from "@vedette/core/send-context";
import { alertMessage } from "@vedette/testkit/channel-contract";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { describe, expect, it } from "vitest";
import { send } from "../src/send.ts";
import { startService } from "./channel-service.ts";
import { type Service, services } from "./channel-services.ts";
import { localDeps, never, publicDeps } from "./local-deps.ts";

const nowMs = 1_700_000_000_000;
const { data } = alertMessage();
const incident = data.incident;
if (incident === null) throw new Error("the sample alert has an incident");
const over = { ...incident, endedAt: "2026-11-22T21:03:00.000Z", durationMs: 240_000 };
const long = "💥 <b>&\"'\r\n{{incident.url}} Ünïcode ".repeat(400);

/** All that one incident tells, in its order, and what is about none. */
const story: readonly AlertMessage[] = [
  alertMessage({ data: { ...data, incident: { ...incident, severity: "degraded" } } }),
  alertMessage({ id: "msg_2", type: "incident.updated" }),
  alertMessage({ id: "msg_3", type: "incident.acknowledged", delayedByMs: 90_000 }),
  alertMessage({ id: "msg_4", type: "incident.resolved", data: { ...data, incident: over } }),
];
const none = { team: data.team, monitor: null, incident: null };
const channel = {
  id: "c1",
  name: "Ops mail",
  kind: "email",
  failingSince: "2026-11-22T21:00:00.000Z",
  url: "https://vedette.example.com/t/acme/alerts/c1",
};
const test = alertMessage({ id: "msg_5", type: "channel.test", data: none });
const failing = alertMessage({
  id: "msg_6",
  type: "channel.failing",
  data: { ...none, channel: { ...channel, lastAnswer: "550 No such user here" } },
});
const working = alertMessage({ id: "msg_7", type: "channel.working", data: { ...none, channel: { ...channel, endsId: failing.id } } });
/** What tells a service which alert or issue it is about, and what is to become of it. */
const deeds = [
  "dedup_key",
  "deduplication_key",
  "entity_id",
  "alert_uid",
  "X-S4-ExternalID",
  "event_action",
  "status",
  "state",
  "message_type",
  "X-S4-Status",
  "state_event",
  "endsAt",
];
const linkTo = (deed: string) => `https://vedette.example.com/act/${deed.repeat(30)}`;
const actions = { acknowledge: linkTo("acknowledge"), snooze: linkTo("snooze") };
const tokensOf = (deed: string) => ({ link: deed.repeat(30).slice(0, 114), chat: deed.repeat(10).slice(0, 64) });
const presses = { url: "https://vedette.example.com/api/press", acknowledge: tokensOf("acknowledge"), snooze: tokensOf("snooze") };
const webhook = { url: presses.url, secretOf: (bot: string) => `secret-of-${bot.split(":", 1)[0]}` };
const usual: SendContext = { ...usualContext, webhook };
const asking: SendContext = { ...usual, presses };
/** Where a press acts in place, and by which token; a chat's own nobody else learns. */
const withButtons: Record<string, "link" | "chat"> = {
  mattermost: "chat",
  ntfy: "link",
  "telegram with buttons": "chat",
  "slack bot with buttons": "chat",
};
/** Where people read messages, they can act on them. Issues may be read by anybody, a text message is paid for by its length. */
const withLinks = new Set(
  [
    "webhook",
    "slack",
    "slack bot",
    "slack bot with buttons",
    "discord",
    "teams",
    "googlechat",
    "telegram",
    "telegram with buttons",
    "mattermost",
    "rocketchat",
    "matrix",
    "zulip",
    "webex",
  ].concat(["line", "signal", "ntfy", "gotify", "pushbullet", "apprise", "apprise without a configuration", "whatsapp"]),
);
const rule = { id: "r1", name: "Slow checkout", labels: { service: "checkout" }, runbook: "https://wiki.example.com/slow" };
/** Everything at its longest, and nothing that could not stand in it. */
const endless = alertMessage({
  data: {
    team: { ...data.team, name: long.slice(0, 60) },
    monitor: data.monitor && { ...data.monitor, name: long.slice(0, 100), target: long.slice(0, 2_000) },
    incident: { ...incident, summary: long },
    actions,
    rule: {
      ...rule,
      labels: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`label_${i}`, long.slice(0, 200)])),
      runbook: `https://wiki.example.com/${"x".repeat(1_900)}`,
    },
  },
});
const ownWords: SendContext = {
  ...asking,
  voice: {
    language: "de",
    timeZone: "Europe/Berlin",
    templates: { "incident.opened": { title: "{{headline}}", text: "{{details}}\n".repeat(300) } },
  },
};

function sending(service: Service, origin: string, deps = localDeps) {
  const target = ChannelTarget.parse(service.target(origin));
  return async (message: AlertMessage, context: SendContext = usual, signal = never): Promise<Receipt> =>
    await send(target, message, { ...deps, standIn: origin, now: () => nowMs }, signal, context);
}

it("every kind of channel has a fake of its service", () => {
  const tested = new Set(Object.values(services).map((service) => service.target("https://x.example").kind));
  // Mail has a sink and tests of its own.
  expect(Object.keys(channelKinds).filter((kind) => !tested.has(kind))).toEqual(["email"]);
});

describe.each(Object.entries(services))("%s", (name, service) => {
  it("takes the story of an incident as it is documented, each part knowing what the first was called", async () => {
    await using fake = await startService(service);
    const tell = sending(service, fake.url);
    let reference: string | null = null;
    for (const message of story) {
      const receipt = await tell(message, { ...usual, reference });
      expect(receipt).toMatchObject({ ok: true });
      if (receipt.ok) reference = receipt.reference ?? reference;
    }
    expect(await tell(test)).toMatchObject({ ok: true });
    const told = await tell(failing);
    expect(told).toMatchObject({ ok: true });
    const called = (told.ok ? told.reference : undefined) ?? null;
    expect(await tell(working, { ...usual, reference: called })).toMatchObject({ ok: true });
    expect(fake.complaints).toEqual([]);
    // Every call that the service documents was made.
    expect(
      service.routes.filter(
        ({ method, path }) =>
          !fake.requests.some((request) => (request.method === method && new RegExp(path).test(request.path)) || request.path === path),
      ),
    ).toEqual([]);
  });

  const { group } = channelKinds[ChannelTarget.parse(service.target("https://x.example")).kind];
  it.runIf(group === "oncall" || group === "issues")(
    "ends what said that a channel fails, once that works again or is not used",
    async () => {
      const ask = async (message: AlertMessage, reference: string | null) => {
        await using fake = await startService(service);
        const receipt = await sending(service, fake.url)(message, { ...usual, reference });
        const bodies = fake.requests.map(({ body }) => (body === "" ? {} : [JSON.parse(body)].flat()[0]) as Record<string, unknown>); // safe because the service took them
        return {
          asked: fake.requests.map(({ method, path }, i) => ({ method, path, does: deeds.map((deed) => bodies[i]?.[deed]) })),
          identity: bodies.map(({ labels }) => labels),
          reference: (receipt.ok ? receipt.reference : undefined) ?? null,
        };
      };
      const began = await ask(failing, null);
      const ended = await ask(working, began.reference);
      expect(ended.asked).not.toEqual(began.asked);
      expect((await ask({ ...working, type: "channel.unused" }, began.reference)).asked).toEqual(ended.asked);
      // Just as if it were an incident of that name.
      const data = { ...none, incident: { ...over, id: failing.id } };
      expect(ended.asked).toEqual((await ask(alertMessage({ type: "incident.resolved", data }), began.reference)).asked);
      expect(ended.identity[0]).toEqual(began.identity[0]);
    },
  );

  it("keeps the service's limits whatever was typed and answered", async () => {
    await using fake = await startService(service);
    const tell = sending(service, fake.url);
    for (const context of [asking, ownWords]) expect(await tell(endless, context)).toMatchObject({ ok: true });
    expect(fake.complaints).toEqual([]);
  });

  it("carries the links to act where people read it, and no other service gets them", async () => {
    await using fake = await startService(service);
    await sending(service, fake.url)(alertMessage({ data: { ...data, actions } }), asking);
    const sent = fake.requests.map((request) => request.body).join("\n");
    const carries = (link: string) => sent.includes(link) || sent.includes(encodeURIComponent(link));
    // A message of ntfy has three buttons: beside two that act in place, one that leads to the page of either.
    expect([carries(actions.acknowledge), carries(actions.snooze)]).toEqual([withLinks.has(name), withLinks.has(name) && name !== "ntfy"]);
  });

  it("acts in place where the service reports presses, by the token that is meant for it", async () => {
    await using fake = await startService(service);
    await sending(service, fake.url)(alertMessage({ data: { ...data, actions } }), asking);
    const sent = fake.requests.map((request) => request.body).join("\n");
    const carried = (["link", "chat"] as const).filter(
      (kind) => sent.includes(`"${presses.acknowledge[kind]}"`) && sent.includes(`"${presses.snooze[kind]}"`),
    );
    expect(carried).toEqual(withButtons[name] === undefined ? [] : [withButtons[name]]);
    expect(fake.complaints).toEqual([]);
  });

  it.runIf(!["http", "sms", "voice", "webpush"].includes(name))("says where it says what to do", async () => {
    await using fake = await startService(service);
    await sending(service, fake.url)(alertMessage({ data: { ...data, rule } }));
    const sent = fake.requests.map((request) => request.body).join("\n");
    expect([sent, decodeURIComponent(sent.replaceAll("+", " "))].some((text) => text.includes(rule.runbook))).toBe(true);
  });

  it("says plainly that a key was revoked, and does not repeat it", async () => {
    await using fake = await startService(service);
    const [status, body] = service.revoked;
    const words = typeof body === "string" ? body : JSON.stringify(body);
    fake.reply((_request, response) => response.writeHead(status).end(words));
    expect(await sending(service, fake.url)(alertMessage())).toMatchObject({ ok: false, permanent: true, code: status });
    expect(fake.requests).toHaveLength(1);
  });

  it("waits as long as the service asks for", async () => {
    const { headers = { "retry-after": "30" }, body, waitMs } = service.busy ?? { body: "", waitMs: 30_000 };
    await using fake = await startScriptedServer((_request, response) => response.writeHead(429, headers).end(JSON.stringify(body)));
    expect(await sending(service, fake.url)(alertMessage())).toMatchObject({
      ok: false,
      permanent: false,
      code: 429,
      retryAfterMs: waitMs,
    });
  });

  it.each([503, 302, "reset"] as const)("tries again after %s", async (reply) => {
    await using fake = await startScriptedServer(
      typeof reply === "string" ? reply : (_request, response) => response.writeHead(reply, { location: "/elsewhere" }).end("<html>"),
    );
    expect(await sending(service, fake.url)(alertMessage())).toMatchObject({
      ok: false,
      permanent: false,
      code: typeof reply === "string" ? null : reply,
    });
    expect(fake.requests).toHaveLength(1);
  });

  it("ends at once when it hangs and we shut down", async () => {
    await using fake = await startScriptedServer("hang");
    const shutdown = new AbortController();
    const receipt = sending(service, fake.url)(alertMessage(), usual, shutdown.signal);
    await expect.poll(() => fake.requests.length, { interval: 5 }).toBe(1);
    shutdown.abort();
    expect(await receipt).toMatchObject({ ok: false, permanent: false, detail: expect.stringContaining("shutting down") });
  });

  it("is not dialled where addresses of our own network are refused", async () => {
    await using fake = await startService(service);
    const receipt = await sending(service, fake.url, publicDeps)(alertMessage());
    expect(receipt).toMatchObject({ ok: false, permanent: false, detail: expect.stringContaining("does not dial") });
    expect(fake.requests).toHaveLength(0);
  });

  it("puts no secret into a receipt, though the service repeats all that it was sent", async () => {
    const kept = [...service.secrets, ...Object.values(tokensOf("acknowledge")), ...Object.values(tokensOf("snooze"))];
    for (const status of [200, 400, 500]) {
      for (const part of [[0, 4_000], [-400]]) {
        await using fake = await startScriptedServer((request, response) =>
          response.writeHead(status).end(`${request.path} ${JSON.stringify(request.headers)} ${request.body}`.slice(...part)),
        );
        const { detail } = await sending(service, fake.url)(alertMessage({ data: { ...data, actions } }), asking);
        for (const secret of kept) expect(detail).not.toContain(secret);
      }
    }
  });

  it.runIf(service.knownBy !== undefined)("lets the service know a repetition", async () => {
    await using fake = await startService(service);
    const tell = sending(service, fake.url);
    await tell(alertMessage());
    await tell(alertMessage());
    await tell(alertMessage({ id: "msg_other", data: { ...data, incident: { ...incident, id: "another" } } }));
    const [first, second, other] = fake.requests.map((request) => service.knownBy?.(request));
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });
});
