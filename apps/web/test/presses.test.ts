import { type IncidentLink, tokenOf } from "@vedette/engine/incident-links";
import { pressToken } from "@vedette/engine/press-token";
import { webhookOf } from "@vedette/engine/webhook-secret";
import { noStep } from "@vedette/engine/deps";
import { runErrand } from "@vedette/engine/run-errand";
import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import * as route from "../src/app/api/press/[source]/route.ts";
import { type PressSource, handlePress, pressSources } from "../src/server/presses.ts";
import { type TestPerson, type Web, origin, startWeb } from "./web-fixture.ts";
import { furnish } from "./world.ts";

let web: Web;
let owner: TestPerson;
let team: string;
/** To acknowledge the team's incident, in the name of its channel "Ops". */
let link: IncidentLink;

beforeAll(async () => {
  web = await startWeb();
});
afterAll(async () => await web[Symbol.asyncDispose]());
beforeEach(async () => {
  owner = await web.person();
  const ids = await furnish(web, owner);
  ({ team } = ids);
  const { id: teamId } = await web.deps.db.prisma.team.findUniqueOrThrow({ where: { slug: team } });
  const { incidentId, channelId } = ids;
  link = { action: "acknowledge", teamId, incidentId, channelId, expiresAtMs: Date.now() + 3_600_000 };
  web.bells.length = 0;
});

/** The link's channel becomes one of another kind, called as before. */
async function through(target: { kind: string } & Record<string, unknown>): Promise<void> {
  const created = await owner.call("channels.create", { team, channel: { name: "Ops", target } });
  expect(created.status, created.text).toBe(200);
  const { channel } = created.data as { channel: { id: string } }; // safe because it is the procedure's output
  link = { ...link, channelId: channel.id };
}

const incident = async () =>
  (await owner.call("incidents.get", { team, incidentId: link.incidentId })).data as Record<string, unknown> & { events: object[] };
const linkToken = (over: Partial<IncidentLink> = {}) => tokenOf(web.deps.sealer, { ...link, ...over });
const chatToken = (over: Partial<IncidentLink> = {}) => pressToken(web.deps.sealer, { ...link, ...over });

/** As it arrives from outside: no cookie, no origin of ours. */
async function report(source: PressSource, body: string, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request(`${origin}/api/press/${source}`, {
    method: "POST",
    headers: { "x-vedette-client-ip": "203.0.113.9", ...headers },
    body,
  });
  return await handlePress(web.deps, source, request);
}

/** Its channel, how the service reports a press, and where it shows what it is answered. `who`: the name that it says. */
type Service = {
  target: { kind: string } & Record<string, unknown>;
  token: (over?: Partial<IncidentLink>) => string;
  press: (token: string, who?: string) => Promise<{ status: number; text: string }>;
};
const services: Record<PressSource, Service> = {
  link: {
    target: { kind: "ntfy", topic: "acme-alerts" },
    token: linkToken,
    press: async (token) => {
      const answer = await report("link", token, { origin: "https://ntfy.sh" });
      return { status: answer.status, text: (await answer.text()).trim() };
    },
  },
  mattermost: {
    target: { kind: "mattermost", url: "https://chat.example.com/hooks/abcdefgh" },
    token: chatToken,
    press: async (token, who = "ann") => {
      const body = {
        user_id: "rd49ehbqyjytddasoownkuqrxe",
        user_name: who,
        channel_id: "j6j53p28k6urx15fpcgsr20psq",
        channel_name: "town-square",
        team_id: "5xxzt146eax4tul69409opqjlf",
        team_domain: "acme",
        post_id: "gzduyuiw57fu3r6xn5kumj3n5o",
        trigger_id: "dHJpZ2dlcg==",
        type: "button",
        data_source: "",
        context: { token },
      };
      const answer = await report("mattermost", JSON.stringify(body), { "content-type": "application/json" });
      if (answer.status !== 200) return { status: answer.status, text: await answer.text() };
      const { ephemeral_text, ...rest } = (await answer.json()) as { ephemeral_text: string };
      expect(rest).toEqual({});
      return { status: 200, text: ephemeral_text };
    },
  },
  telegram: {
    target: { kind: "telegram", token: "123456:canary-0123456789", chat: "-100123", buttons: true },
    token: chatToken,
    press: async (token, who = "ann") => {
      const answer = await reportOfTelegram({ id: 1, is_bot: false, first_name: "Ann", username: who }, token);
      if (answer.status !== 200) return { status: answer.status, text: await answer.text() };
      const { text, ...rest } = (await answer.json()) as { text: string };
      expect(rest).toEqual({ method: "answerCallbackQuery", callback_query_id: "4382bfdwdsb323b2d9" });
      // What a notification at the top of the chat holds.
      expect(text.length).toBeLessThanOrEqual(200);
      return { status: 200, text };
    },
  },
  slack: {
    target: { kind: "slack", via: { type: "bot", token: "xoxb-canary", channel: "C0123456789", signingSecret: "slack-signing-secret" } },
    token: chatToken,
    press: async (token, who = "ann") => {
      const answer = await reportOfSlack(token, { payload: { user: { id: "UA8RXUSPL", username: who } } });
      const text = await answer.text();
      if (answer.status !== 200) return { status: answer.status, text };
      expect(text).toBe("");
      const answered = await answeredInSlack();
      // Once its channel is deleted, nothing says in whose name to answer.
      if (answered === null) return { status: 200, text: "It leads nowhere." };
      expect(answered.url).toBe(responseUrl);
      return { status: 200, text: answered.text };
    },
  },
};

/** The answer that the worker is to give in the chat, as it finds it. */
async function answeredInSlack(): Promise<{ url: string; text: string } | null> {
  const bell = web.bells.findLast((each) => each.job === "errand");
  if (bell === undefined) return null;
  const heard: { url: string; text: string }[] = [];
  const answerPress = async (url: string, text: string) => (heard.push({ url, text }), { ok: true as const, code: 200, detail: "ok" });
  const unasked = () => Promise.reject(new Error("nobody asked for this"));
  const deps = {
    ...web.deps,
    locationNo: 1,
    step: noStep,
    random: Math.random,
    send: unasked,
    probe: unasked,
    judge: unasked,
    answerPress,
  };
  await runErrand(deps, bell.errandId, new AbortController().signal);
  return heard[0] ?? null;
}

type SlackChange = { payload?: object; timestamp?: number; secret?: string; signature?: string };
const responseUrl = "https://hooks.slack.com/actions/T9TK3CUKW/1234567890/canary-of-an-answer";

async function reportOfSlack(token: string, { payload, timestamp, secret = "slack-signing-secret", signature }: SlackChange = {}) {
  const content = {
    type: "block_actions",
    user: { id: "UA8RXUSPL", username: "ann", team_id: "T9TK3CUKW" },
    api_app_id: "AABA1ABCD",
    token: "9s8d9as89d8as9d8as989",
    trigger_id: "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
    team: { id: "T9TK3CUKW", domain: "example" },
    channel: { id: "CBR2V3XEX", name: "ops" },
    message: { bot_id: "BAH5CA16Z", type: "message", text: "Shop is down", user: "UAJ2RU415", ts: "1548261231.000200" },
    response_url: responseUrl,
    actions: [
      {
        action_id: "acknowledge",
        block_id: "=qXel",
        text: { type: "plain_text", text: "Acknowledge" },
        value: token,
        type: "button",
        action_ts: "1548426417.840180",
      },
    ],
    ...payload,
  };
  const body = new URLSearchParams({ payload: JSON.stringify(content) }).toString();
  const atS = String(timestamp ?? Math.floor(Date.now() / 1_000));
  const signed = signature ?? `v0=${createHmac("sha256", secret).update(`v0:${atS}:${body}`).digest("hex")}`;
  return await report("slack", body, {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": atS,
    "x-slack-signature": signed,
  });
}

async function reportOfTelegram(from: object, data: string, secret?: string): Promise<Response> {
  const message = { message_id: 77, date: 1_700_000_000, chat: { id: -100_123, type: "supergroup", title: "Ops" }, text: "Shop is down" };
  const update = {
    update_id: 10_000,
    callback_query: { id: "4382bfdwdsb323b2d9", from, message, chat_instance: "-42", data },
  };
  const proof = secret ?? webhookOf(web.deps).secretOf("123456:another-key-since");
  return await report("telegram", JSON.stringify(update), { "x-telegram-bot-api-secret-token": proof });
}

const each = Object.entries(services);
const named = each.filter(([source]) => source !== "link");

it.each(each)(
  "%s: acknowledges by a press without a session, says so, and again without harm",
  async (source, { target, token, press }) => {
    await through(target);
    web.bells.length = 0;
    for (let i = 0; i < 2; i++)
      expect(await press(token())).toEqual({ status: 200, text: "It is acknowledged: the team knows that somebody is looking at it." });
    const who = source === "link" ? null : "@ann";
    const { acknowledgedBy, acknowledgedVia, events } = await incident();
    expect({ acknowledgedBy, acknowledgedVia }).toEqual({ acknowledgedBy: null, acknowledgedVia: { channel: "Ops", who } });
    expect(events).toMatchObject([{ kind: "opened" }, { kind: "acknowledged", actor: null }]);
    expect(events[1]).toMatchObject({ data: who === null ? { via: "Ops" } : { via: "Ops", who } });
    const { rows } = await web.deps.db.pool.query(
      "SELECT actor_id, ip, change FROM audit WHERE action = 'incident.acknowledged' AND subject_id = $1",
      [link.incidentId],
    );
    expect(rows).toEqual([{ actor_id: null, ip: "203.0.113.9", change: who === null ? { via: "Ops" } : { via: "Ops", who } }]);
  },
);

it.each(each)("%s: snoozes for an hour, in the words of the team", async (_, { target, token, press }) => {
  await through(target);
  await owner.call("team.setVoice", { team, voice: { language: "de", timeZone: "Europe/Berlin" } });
  const { text } = await press(token({ action: "snooze" }));
  expect(text).toMatch(/^Für eine Stunde stummgeschaltet/);
  const remainsMs = Number((await incident())["snoozedUntilMs"]) - Date.now();
  expect(remainsMs).toBeGreaterThan(59 * 60_000);
  expect(remainsMs).toBeLessThanOrEqual(60 * 60_000);
  expect((await incident())["acknowledgedAtMs"]).toBe(null);
});

it.each(each)("%s: says that it is over once it is", async (_, { target, token, press }) => {
  await through(target);
  await web.deps.db.pool.query("UPDATE incidents SET ended_at = now(), closed_at = now() WHERE id = $1", [link.incidentId]);
  expect((await press(token())).text).toBe("It is over already.");
  expect((await incident())["acknowledgedAtMs"]).toBe(null);
});

it.each(each)(
  "%s: is taken back with its channel and ends with its time, and says so to whoever presses",
  async (source, { target, token, press }) => {
    await through(target);
    const gone = [token({ expiresAtMs: Date.now() - 1_000 }), token({ channelId: randomUUID() }), token({ incidentId: randomUUID() })];
    const leadsNowhere = async (each: string) => {
      web.bells.length = 0;
      const { status, text } = await press(each);
      expect(status).toBe(source === "link" ? 404 : 200);
      expect(text).toMatch(/leads nowhere|too old/);
    };
    for (const each of gone) await leadsNowhere(each);
    await web.deps.db.pool.query("UPDATE channels SET deleted_at = now() WHERE id = $1", [link.channelId]);
    await leadsNowhere(token());
    expect((await incident())["acknowledgedAtMs"]).toBe(null);
  },
);

it.each(each)("%s: takes no token that is not ours or was meant for another way", async (source, { target, token, press }) => {
  await through(target);
  const wrong = [
    `${token().slice(0, -1)}${token().endsWith("A") ? "B" : "A"}`,
    "",
    "x".repeat(64),
    source === "link" ? chatToken() : linkToken(),
  ];
  for (const each of wrong) expect((await press(each)).status, each).toBe(404);
  expect((await incident())["acknowledgedAtMs"]).toBe(null);
});

it.each(each)("%s: is pressed at most 200 times an hour in the name of one channel", async (source, { target, token, press }) => {
  await through(target);
  for (let i = 0; i < 200; i++) await web.deps.limits.use("link", link.channelId);
  const { status, text } = await press(token());
  expect(text).toMatch(/too often/);
  expect(status).toBe(source === "link" ? 429 : 200);
  expect((await incident())["acknowledgedAtMs"]).toBe(null);
});

it.each(named)("%s: keeps of a name one short line that cannot turn the writing around", async (_, { target, token, press }) => {
  await through(target);
  await press(token(), `\u202Eann\r\n# <b>Ada</b>\u0000\ud800${"x".repeat(500)}`);
  const { acknowledgedVia } = await incident();
  expect(acknowledgedVia).toEqual({ channel: "Ops", who: `@ann # <b>Ada</b> \ufffd${"x".repeat(42)}` });
});

it("takes no press from another service than its message went to", async () => {
  const sources = each.filter(([source]) => source !== "link");
  for (const [source, { target, token }] of sources) {
    await through(target);
    for (const [other, { press }] of sources)
      if (other !== source) expect((await press(token())).status, `${source} at ${other}`).toBe(404);
  }
  expect((await incident())["acknowledgedAtMs"]).toBe(null);
});

it("believes of Telegram alone that it comes from Telegram", async () => {
  await through(services.telegram.target);
  const ann = { first_name: "Ann" };
  for (const secret of ["", "x".repeat(43), webhookOf(web.deps).secretOf("123457:canary-0123456789")])
    expect((await reportOfTelegram(ann, chatToken(), secret)).status).toBe(401);
  const silent = { update_id: 1, callback_query: { id: "1", from: ann, data: chatToken() } };
  expect((await report("telegram", JSON.stringify(silent))).status).toBe(401);
  expect((await incident())["acknowledgedAtMs"]).toBe(null);
  expect((await reportOfTelegram({ ...ann, last_name: "Lee" }, chatToken())).status).toBe(200);
  expect((await incident())["acknowledgedVia"]).toEqual({ channel: "Ops", who: "Ann Lee" });
});

it("takes from Telegram what is no press, so that it is not sent again", async () => {
  expect((await report("telegram", `{"update_id":10001,"message":{"message_id":1,"text":"/start"}}`)).status).toBe(200);
});

it.each([
  ["another app's signature", { secret: "another-secret" }],
  ["no signature", { signature: "" }],
  ["a signature of ten minutes ago", { timestamp: Math.floor(Date.now() / 1_000) - 600 }],
])("believes of Slack no report with %s", async (_, change) => {
  await through(services.slack.target);
  expect((await reportOfSlack(chatToken(), change)).status).toBe(401);
  expect((await incident())["acknowledgedAtMs"]).toBe(null);
  expect(web.bells).toEqual([]);
});

it("takes presses of a bot without a signing secret from nobody", async () => {
  await through({ kind: "slack", via: { type: "bot", token: "xoxb-canary", channel: "C0123456789" } });
  const signature = (secret: string) => reportOfSlack(chatToken(), { secret });
  for (const secret of ["", "slack-signing-secret", "xoxb-canary"]) expect((await signature(secret)).status).toBe(401);
  expect((await incident())["acknowledgedAtMs"]).toBe(null);
});

it("answers where Slack says, if that is at Slack, by an address that rests sealed", async () => {
  await through(services.slack.target);
  for (const url of [
    "http://hooks.slack.com/x",
    "https://hooks.slack.com.evil.example/x",
    "https://169.254.169.254/x",
    "https://hooks.slack.com@evil.example/",
  ])
    expect((await reportOfSlack(chatToken(), { payload: { response_url: url } })).status, url).toBe(400);
  expect((await reportOfSlack(chatToken(), { payload: { type: "view_submission" } })).status).toBe(400);
  expect((await incident())["acknowledgedAtMs"]).toBe(null);
  const asked = async () => await web.deps.db.config.errands.countSince(link.teamId, 0);
  const before = await asked();
  await reportOfSlack(chatToken());
  const { rows } = await web.deps.db.pool.query("SELECT * FROM errands WHERE kind = 'press_answer' AND team_id = $1", [link.teamId]);
  expect(rows).toHaveLength(1);
  // Nobody of the team asked for it: its people have as much left as before.
  expect(await asked()).toBe(before);
  expect(JSON.stringify(rows)).not.toContain("canary-of-an-answer");
  expect(Buffer.from((rows[0] as { sealed: Uint8Array }).sealed).toString("latin1")).not.toContain("canary-of-an-answer");
  expect((await answeredInSlack())?.url).toBe(responseUrl);
  const after = await web.deps.db.pool.query("SELECT sealed, answer FROM errands WHERE kind = 'press_answer' AND team_id = $1", [
    link.teamId,
  ]);
  expect(after.rows).toMatchObject([{ sealed: null, answer: { kind: "sent", receipt: { ok: true } } }]);
});

it.each(pressSources)("%s: refuses hostile bodies with a word and no more", async (source) => {
  const bodies: [string, Record<string, string>, RegExp][] = [
    ["x".repeat(250_000), {}, /^413 The request is too large/],
    ["\u00ff", { "content-encoding": "gzip" }, /^415 /],
    ["[".repeat(900), {}, /^40[04] /],
    ["{}", {}, /^40[04] /],
    ["null", {}, /^40[04] /],
    ['{"__proto__":{"context":{"token":"x"}},"payload":"{}"}', {}, /^40[04] /],
    ["payload=%7B%22", {}, /^40[04] /],
    ['{"context":{"token":{"length":64}}}', {}, /^40[04] /],
  ];
  for (const [body, headers, expected] of bodies) {
    const answer = await report(source, body, headers);
    const text = await answer.text();
    expect(`${answer.status} ${text}`, body.slice(0, 50)).toMatch(expected);
    expect(text).not.toMatch(/\.ts\b|\n\s+at |stack/);
  }
  const noUtf8 = new Request(`${origin}/api/press/${source}`, { method: "POST", body: Buffer.from([0xff, 0xfe]) });
  expect((await handlePress(web.deps, source, noUtf8)).status).toBe(400);
});

it("acts on POST alone, and answers any other source like one that is not there", async () => {
  expect(Object.keys(route).toSorted()).toEqual(["POST", "dynamic"]);
  for (const source of ["", "act", "__proto__", "constructor"]) {
    const answer = await route.POST(new Request(origin, { method: "POST" }), { params: Promise.resolve({ source }) });
    expect(answer.status).toBe(404);
  }
});

it("is nobody's session: a cookie neither helps nor is set", async () => {
  const answer = await report("link", "nonsense", { cookie: owner.cookie, origin });
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([404, []]);
});
