import { generateKeyPairSync } from "node:crypto";
import { z } from "zod";

/** One call of a service's interface as it is documented: whatever else is asked of it is refused, as the real one does. */
export type Route = {
  method: string;
  path: string | RegExp;
  headers?: Record<string, string | RegExp>;
  /** `empty`: a body is a mistake. */
  body: { as: "json" | "form"; of: z.ZodType } | { as: "bytes"; max: number } | { as: "empty" };
  answer: [status: number, body: unknown];
};

export type Service = {
  /** The address of the fake becomes that of the service, where the kind asks for one. */
  target: (origin: string) => Record<string, unknown> & { kind: string };
  routes: readonly Route[];
  /** What it says once the key is revoked, or its own part was deleted. */
  revoked: [status: number, body: unknown];
  /** How it asks to be sent less, and how long that is; absent: `Retry-After: 30`. */
  busy?: { headers?: Record<string, string>; body: unknown; waitMs: number };
  /** By what it knows a repetition. */
  knownBy?: (request: { path: string; headers: Record<string, unknown>; body: string }) => unknown;
  /** What may stand nowhere but in requests. */
  secrets: readonly string[];
};

const canary = "canary-0123456789abcdef";
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\r\n]*$/);
const text = (max: number) => z.string().min(1).max(max);
const bytes = (max: number) => z.string().refine((value) => Buffer.byteLength(value) <= max, `more than ${max} bytes`);
const json = (shape: z.core.$ZodLooseShape) => ({ as: "json" as const, of: z.strictObject(shape) });
const form = (shape: z.core.$ZodLooseShape) => ({ as: "form" as const, of: z.strictObject(shape) });
const isJson = { "content-type": /^application\/json/ };
const bearer = { authorization: `Bearer ${canary}` };
const basic = (user: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${canary}`).toString("base64")}` });
const bodyOf = (request: { body: string }, ...path: string[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], JSON.parse(request.body)); // safe because the schema has passed
/** Services with a webhook of one path. */
const hook = (body: Route["body"], answer: Route["answer"], method = "POST"): Route[] => [
  { method, path: `/hooks/${canary}`, headers: isJson, body, answer },
];
const hookUrl = (origin: string) => `${origin}/hooks/${canary}`;

const slackBlocks = (...more: (typeof slackActions)[]) =>
  z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("header"), text: z.strictObject({ type: z.literal("plain_text"), text: text(150) }) }),
        z.strictObject({ type: z.literal("section"), text: z.strictObject({ type: z.literal("mrkdwn"), text: text(3_000) }) }),
        ...more,
      ]),
    )
    .min(1)
    .max(50);
const slackActions = z.strictObject({
  type: z.literal("actions"),
  elements: z
    .array(
      z.strictObject({
        type: z.literal("button"),
        text: z.strictObject({ type: z.literal("plain_text"), text: line(75) }),
        action_id: line(255),
        value: line(2_000),
      }),
    )
    .min(1)
    .max(25),
});
const attachments = (more: z.core.$ZodLooseShape) =>
  json({
    text: text(4_000),
    attachments: z.array(
      z.strictObject({
        fallback: z.string(),
        color: z.string().regex(/^#[0-9a-f]{6}$/),
        title: z.string(),
        title_link: z.url().optional(),
        text: z.string().max(7_600).optional(),
        fields: z.array(z.strictObject({ title: z.string(), value: z.string(), short: z.boolean() })),
        ...more,
      }),
    ),
  });
/** The path of Mattermost's own route to a press takes letters and digits alone. */
const mattermostAction = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9]+$/),
  type: z.literal("button"),
  name: line(60),
  integration: z.strictObject({
    url: z.literal("https://vedette.example.com/api/press/mattermost"),
    context: z.strictObject({ token: line(64) }),
  }),
});
/** Others than GET and POST are known too; a body is sent as it is. */
const ntfyAction = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("view"), label: line(100), url: z.url(), clear: z.boolean().optional() }),
  z.strictObject({
    action: z.literal("http"),
    label: line(100),
    url: z.literal("https://vedette.example.com/api/press/link"),
    method: z.literal("POST"),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.string(),
    clear: z.boolean(),
  }),
]);
const embed = z.strictObject({
  title: text(256),
  description: text(4_096).optional(),
  url: z.url().optional(),
  color: z.int().min(0).max(0xffffff),
  timestamp: z.iso.datetime(),
  fields: z.array(z.strictObject({ name: text(256), value: text(1_024) })).max(25),
});
const discordBody = json({ embeds: z.array(embed).max(10), allowed_mentions: z.strictObject({ parse: z.array(z.never()) }) });
const adfText = z.strictObject({ type: z.literal("text"), text: text(32_767) });
const adf = z.strictObject({
  type: z.literal("doc"),
  version: z.literal(1),
  content: z.array(z.strictObject({ type: z.literal("paragraph"), content: z.array(adfText) })).min(1),
});
const twilio = (kind: string, prefix = "") => ({
  target: () => ({ kind, accountSid: `AC${"0".repeat(32)}`, authToken: canary, from: "+15017122661", to: "+4915112345678" }),
  routes: [
    {
      method: "POST",
      path: `/2010-04-01/Accounts/AC${"0".repeat(32)}/${kind === "voice" ? "Calls" : "Messages"}.json`,
      headers: { "content-type": "application/x-www-form-urlencoded", ...basic(`AC${"0".repeat(32)}`) },
      body: form({
        To: z.literal(`${prefix}+4915112345678`),
        From: z.literal(`${prefix}+15017122661`),
        ...(kind === "voice" ? { Twiml: text(4_000).regex(/^<Response>.*<Say>.*<\/Response>$/s) } : { Body: text(1_600) }),
      }),
      answer: [201, { sid: "SM1", status: "queued", error_code: null }] as Route["answer"],
    },
  ],
  revoked: [
    401,
    { code: 20_003, message: "Authenticate", more_info: "https://www.twilio.com/docs/errors/20003", status: 401 },
  ] as Service["revoked"],
  secrets: [canary],
});
const browser = generateKeyPairSync("ec", { namedCurve: "P-256" });
const point = (key: { x?: string | undefined; y?: string | undefined }) =>
  Buffer.concat([Buffer.from([4]), Buffer.from(key.x ?? "", "base64url"), Buffer.from(key.y ?? "", "base64url")]).toString("base64url");
const browserKey = browser.privateKey.export({ format: "jwk" });
/** The keys of the browser that the service of web push stands for. */
export const browserKeys = { privateKey: browserKey.d ?? "", p256dh: point(browserKey), auth: Buffer.alloc(16, 7).toString("base64url") };

const slackBot = (settings: object, blocks: z.ZodType): Service => ({
  target: () => ({ kind: "slack", via: { type: "bot", token: canary, channel: "C0123456789", ...settings } }),
  routes: [
    {
      method: "POST",
      path: "/api/chat.postMessage",
      headers: { ...isJson, ...bearer },
      body: json({
        channel: z.literal("C0123456789"),
        text: text(40_000),
        blocks,
        thread_ts: z.literal("1503435956.000247").optional(),
        reply_broadcast: z.boolean().optional(),
      }),
      answer: [200, { ok: true, channel: "C0123456789", ts: "1503435956.000247" }],
    },
    {
      method: "POST",
      path: "/api/chat.update",
      headers: { ...isJson, ...bearer },
      body: json({ channel: z.literal("C0123456789"), ts: z.literal("1503435956.000247"), text: text(40_000), blocks }),
      answer: [200, { ok: true, channel: "C0123456789", ts: "1503435956.000247" }],
    },
  ],
  revoked: [200, { ok: false, error: "token_revoked" }],
  busy: { headers: { "retry-after": "30" }, body: { ok: false, error: "ratelimited" }, waitMs: 30_000 },
  secrets: [canary],
});
/** A button says what it is in 64 bytes. */
const inlineKeyboard = z.strictObject({
  inline_keyboard: z.array(z.array(z.strictObject({ text: line(60), callback_data: bytes(64) })).min(1)).min(1),
});
const telegram = (settings: object, more: Route[]): Service => ({
  target: () => ({ kind: "telegram", token: `123456:${canary}`, chat: "-1001234567890", topic: 5, ...settings }),
  routes: [
    {
      method: "POST",
      path: `/bot123456:${canary}/sendMessage`,
      headers: isJson,
      body: json({
        chat_id: z.literal("-1001234567890"),
        text: text(9_000).refine((html) => html.replaceAll(/<[^>]*>|&\w+;/g, "x").length <= 4_096, "more than 4,096 characters"),
        parse_mode: z.literal("HTML"),
        link_preview_options: z.strictObject({ is_disabled: z.literal(true) }),
        message_thread_id: z.literal(5),
        reply_parameters: z.strictObject({ message_id: z.literal(77), allow_sending_without_reply: z.literal(true) }).optional(),
        reply_markup: inlineKeyboard.optional(),
      }),
      answer: [200, { ok: true, result: { message_id: 77 } }],
    },
    ...more,
  ],
  revoked: [401, { ok: false, error_code: 401, description: "Unauthorized" }],
  busy: {
    body: { ok: false, error_code: 429, description: "Too Many Requests: retry after 12", parameters: { retry_after: 12 } },
    waitMs: 12_000,
  },
  secrets: [canary],
});

export const services: Record<string, Service> = {
  webhook: {
    target: (origin) => ({ kind: "webhook", url: hookUrl(origin), secret: `whsec_${Buffer.from(canary.repeat(2)).toString("base64")}` }),
    routes: hook(json({ type: z.string(), timestamp: z.iso.datetime(), data: z.looseObject({ team: z.looseObject({}) }) }), [204, ""]),
    revoked: [410, "gone"],
    knownBy: (request) => request.headers["webhook-id"],
    secrets: [canary],
  },
  "webhook with its own body": {
    target: (origin) => ({
      kind: "webhook",
      url: hookUrl(origin),
      secret: `whsec_${Buffer.from(canary.repeat(2)).toString("base64")}`,
      method: "PUT",
      headers: [{ name: "Authorization", value: `Bearer ${canary}` }],
      body: `{"what": "{{headline}}", "more": "{{details}}", "n": "{{incident.number}}"}`,
    }),
    routes: hook(json({ what: text(10_000), more: z.string(), n: z.string() }), [200, "ok"], "PUT").map((route) => ({
      ...route,
      headers: { ...isJson, ...bearer, "webhook-signature": /^v1,/ },
    })),
    revoked: [410, "gone"],
    secrets: [canary],
  },
  http: {
    target: (origin) => ({ kind: "http", url: `${hookUrl(origin)}?text={{headline}}&key=${canary}`, method: "GET" }),
    routes: [
      { method: "GET", path: new RegExp(`^/hooks/${canary}\\?text=[^&\\s]+&key=${canary}$`), body: { as: "empty" }, answer: [200, "ok"] },
    ],
    revoked: [410, "gone"],
    secrets: [canary],
  },
  slack: {
    target: (origin) => ({ kind: "slack", via: { type: "webhook", url: hookUrl(origin) } }),
    routes: hook(json({ text: text(40_000), blocks: slackBlocks() }), [200, "ok"]),
    revoked: [404, "no_service"],
    secrets: [canary],
  },
  "slack bot": slackBot({}, slackBlocks()),
  "slack bot with buttons": slackBot({ signingSecret: `${canary}-signing` }, slackBlocks(slackActions)),
  discord: {
    target: (origin) => ({ kind: "discord", url: `${origin}/api/webhooks/1/${canary}` }),
    routes: [
      { method: "POST", path: `/api/webhooks/1/${canary}?wait=true`, headers: isJson, body: discordBody, answer: [200, { id: "1101" }] },
      {
        method: "PATCH",
        path: `/api/webhooks/1/${canary}/messages/1101`,
        headers: isJson,
        body: discordBody,
        answer: [200, { id: "1101" }],
      },
    ],
    revoked: [404, { message: "Unknown Webhook", code: 10_015 }],
    busy: {
      headers: { "retry-after": "1" },
      body: { message: "You are being rate limited.", retry_after: 2.5, global: false },
      waitMs: 2_500,
    },
    secrets: [canary],
  },
  teams: {
    target: (origin) => ({ kind: "teams", url: `${origin}/workflows/1/triggers/manual/paths/invoke?sp=%2Ftriggers&sig=${canary}` }),
    routes: [
      {
        method: "POST",
        path: `/workflows/1/triggers/manual/paths/invoke?sp=%2Ftriggers&sig=${canary}`,
        headers: isJson,
        body: {
          as: "json",
          of: z
            .strictObject({
              type: z.literal("message"),
              attachments: z.array(
                z.strictObject({
                  contentType: z.literal("application/vnd.microsoft.card.adaptive"),
                  contentUrl: z.null(),
                  content: z.strictObject({
                    $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
                    type: z.literal("AdaptiveCard"),
                    version: z.literal("1.4"),
                    body: z.array(z.looseObject({ type: z.literal("TextBlock"), text: text(10_000), wrap: z.boolean() })),
                    actions: z.array(z.strictObject({ type: z.literal("Action.OpenUrl"), title: text(200), url: z.url() })),
                    msteams: z.looseObject({}),
                  }),
                }),
              ),
            })
            .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= 28_000, "more than 28 KB"),
        },
        answer: [202, ""],
      },
    ],
    revoked: [401, { error: { code: "DirectApiAuthorizationRequired", message: "The request must be authenticated only by SAS." } }],
    secrets: [canary],
  },
  googlechat: {
    target: (origin) => ({ kind: "googlechat", url: `${origin}/v1/spaces/A/messages?key=k&token=${canary}` }),
    routes: [
      {
        method: "POST",
        path: new RegExp(
          `^/v1/spaces/A/messages\\?key=k&token=${canary}&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=[\\w.-]+$`,
        ),
        headers: isJson,
        body: json({ text: text(4_096), thread: z.strictObject({ threadKey: line(4_000) }) }),
        answer: [200, { name: "spaces/A/messages/B" }],
      },
    ],
    revoked: [401, { error: { code: 401, message: "Request had invalid authentication credentials.", status: "UNAUTHENTICATED" } }],
    knownBy: ({ path }) => path,
    secrets: [canary],
  },
  telegram: telegram({}, []),
  "telegram with buttons": telegram({ buttons: true }, [
    {
      method: "POST",
      path: `/bot123456:${canary}/setWebhook`,
      headers: isJson,
      body: json({
        url: z.literal("https://vedette.example.com/api/press/telegram"),
        secret_token: z.string().regex(/^[\w-]{1,256}$/),
        allowed_updates: z.tuple([z.literal("callback_query")]),
      }),
      answer: [200, { ok: true, result: true, description: "Webhook was set" }],
    },
    {
      method: "POST",
      path: `/bot123456:${canary}/editMessageReplyMarkup`,
      headers: isJson,
      body: json({ chat_id: z.literal("-1001234567890"), message_id: z.literal(77) }),
      answer: [200, { ok: true, result: { message_id: 77 } }],
    },
  ]),
  mattermost: {
    target: (origin) => ({ kind: "mattermost", url: hookUrl(origin) }),
    routes: hook(attachments({ actions: z.array(mattermostAction).optional() }), [200, "ok"]),
    revoked: [404, { id: "web.incoming_webhook.invalid.app_error", message: "Invalid webhook." }],
    secrets: [canary],
  },
  rocketchat: {
    target: (origin) => ({ kind: "rocketchat", url: hookUrl(origin) }),
    routes: hook(attachments({}), [200, { success: true }]),
    revoked: [404, { success: false, error: "Invalid integration id or token provided." }],
    secrets: [canary],
  },
  matrix: {
    target: (origin) => ({ kind: "matrix", server: origin, token: canary, room: "!abc:matrix.org" }),
    routes: [
      {
        method: "PUT",
        path: /^\/_matrix\/client\/v3\/rooms\/!abc%3Amatrix\.org\/send\/m\.room\.message\/[\w.%-]+$/,
        headers: { ...isJson, ...bearer },
        body: json({
          msgtype: z.literal("m.text"),
          body: text(16_000),
          format: z.literal("org.matrix.custom.html"),
          formatted_body: text(32_000),
          "m.relates_to": z
            .strictObject({
              rel_type: z.literal("m.thread"),
              event_id: z.literal("$event"),
              is_falling_back: z.literal(true),
              "m.in_reply_to": z.strictObject({ event_id: z.literal("$event") }),
            })
            .optional(),
        }),
        answer: [200, { event_id: "$event" }],
      },
    ],
    revoked: [401, { errcode: "M_UNKNOWN_TOKEN", error: "Invalid access token passed." }],
    busy: { body: { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: 4_000 }, waitMs: 4_000 },
    knownBy: ({ path }) => path,
    secrets: [canary],
  },
  zulip: {
    target: (origin) => ({ kind: "zulip", server: origin, bot: "bot@acme.zulipchat.com", key: canary, channel: "operations" }),
    routes: [
      {
        method: "POST",
        path: "/api/v1/messages",
        headers: { "content-type": "application/x-www-form-urlencoded", ...basic("bot@acme.zulipchat.com") },
        body: form({ type: z.enum(["stream", "channel"]), to: z.literal("operations"), topic: line(60), content: text(10_000) }),
        answer: [200, { result: "success", id: 42, msg: "" }],
      },
    ],
    revoked: [401, { result: "error", msg: "Invalid API key", code: "INVALID_API_KEY" }],
    busy: { body: { result: "error", code: "RATE_LIMIT_HIT", msg: "API usage exceeded rate limit", "retry-after": 28.7 }, waitMs: 28_700 },
    secrets: [canary],
  },
  webex: {
    target: () => ({ kind: "webex", token: canary, room: "Y2lzY29zcGFyazov" }),
    routes: [
      {
        method: "POST",
        path: "/v1/messages",
        headers: { ...isJson, ...bearer },
        body: json({ roomId: z.literal("Y2lzY29zcGFyazov"), text: bytes(7_439), parentId: z.literal("M1").optional() }),
        answer: [200, { id: "M1" }],
      },
    ],
    revoked: [401, { message: "The request requires a valid access token set in the Authorization request header." }],
    secrets: [canary],
  },
  line: {
    target: () => ({ kind: "line", token: canary, to: `U${"4".repeat(32)}` }),
    routes: [
      {
        method: "POST",
        path: "/v2/bot/message/push",
        headers: { ...isJson, ...bearer, "x-line-retry-key": /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/ },
        body: json({
          to: z.string().length(33),
          messages: z.array(z.strictObject({ type: z.literal("text"), text: text(5_000) })).max(5),
        }),
        answer: [200, { sentMessages: [{ id: "1" }] }],
      },
    ],
    revoked: [401, { message: "Authentication failed. Confirm that the access token in the authorization header is valid." }],
    knownBy: ({ headers }) => headers["x-line-retry-key"],
    secrets: [canary],
  },
  signal: {
    target: (origin) => ({ kind: "signal", server: origin, number: "+4915112345678", recipients: ["+4915112345679", "group.YWJj"] }),
    routes: [
      {
        method: "POST",
        path: "/v2/send",
        headers: isJson,
        body: json({ message: text(2_000), number: z.string().regex(/^\+\d+$/), recipients: z.array(z.string()).min(1) }),
        answer: [201, { timestamp: "1700000000000" }],
      },
    ],
    revoked: [404, "404 page not found"],
    secrets: [],
  },
  pagerduty: {
    target: () => ({ kind: "pagerduty", routingKey: canary }),
    routes: [
      {
        method: "POST",
        path: "/v2/enqueue",
        headers: isJson,
        body: json({
          routing_key: z.literal(canary),
          event_action: z.enum(["trigger", "acknowledge", "resolve"]),
          dedup_key: line(255),
          client: z.string(),
          client_url: z.url().optional(),
          links: z.array(z.strictObject({ href: z.url(), text: z.string() })).optional(),
          payload: z.strictObject({
            summary: line(1_024),
            source: line(255),
            severity: z.enum(["critical", "error", "warning", "info"]),
            timestamp: z.iso.datetime(),
            custom_details: z.record(z.string(), z.string()),
          }),
        }),
        answer: [202, { status: "success", message: "Event processed", dedup_key: "1" }],
      },
    ],
    revoked: [400, { status: "invalid event", message: "Event object is invalid", errors: ["'routing_key' is invalid"] }],
    knownBy: (request) => bodyOf(request, "dedup_key"),
    secrets: [canary],
  },
  opsgenie: {
    target: () => ({ kind: "opsgenie", apiKey: canary }),
    routes: [
      {
        method: "POST",
        path: "/v2/alerts",
        headers: { ...isJson, authorization: `GenieKey ${canary}` },
        body: json({
          message: line(130),
          alias: line(512),
          description: text(15_000),
          source: line(100),
          entity: line(512),
          priority: z.enum(["P1", "P2", "P3", "P4", "P5"]),
          details: z.record(z.string(), z.string()),
        }),
        answer: [202, { result: "Request will be processed", took: 0.302, requestId: "43a29c5c" }],
      },
      {
        method: "POST",
        path: /^\/v2\/alerts\/[\w.%-]+\/(?:acknowledge|close)\?identifierType=alias$/,
        headers: { ...isJson, authorization: `GenieKey ${canary}` },
        body: json({ source: line(100), note: text(25_000) }),
        answer: [202, { result: "Request will be processed", took: 0.107, requestId: "43a29c5d" }],
      },
    ],
    revoked: [403, { message: "Api Key is not valid", took: 0.003, requestId: "43a29c5e" }],
    knownBy: (request) => bodyOf(request, "alias"),
    secrets: [canary],
  },
  incidentio: {
    target: () => ({ kind: "incidentio", source: "01GW2G3V0S59R238FAHPDS1R66", token: canary }),
    routes: [
      {
        method: "POST",
        path: "/v2/alert_events/http/01GW2G3V0S59R238FAHPDS1R66",
        headers: { ...isJson, ...bearer },
        body: json({
          title: line(1_000),
          description: z.string(),
          deduplication_key: line(500),
          status: z.enum(["firing", "resolved"]),
          source_url: z.url().optional(),
          metadata: z.record(z.string(), z.unknown()),
        }),
        answer: [202, { status: "success", message: "Event accepted for processing", deduplication_key: "1" }],
      },
    ],
    revoked: [401, { type: "authentication_error", status: 401, errors: [{ code: "invalid_credentials", message: "Invalid token" }] }],
    knownBy: (request) => bodyOf(request, "deduplication_key"),
    secrets: [canary],
  },
  splunkoncall: {
    target: () => ({ kind: "splunkoncall", apiKey: canary, routingKey: "database" }),
    routes: [
      {
        method: "POST",
        path: `/integrations/generic/20131114/alert/${canary}/database`,
        headers: isJson,
        body: json({
          message_type: z.enum(["CRITICAL", "WARNING", "ACKNOWLEDGEMENT", "INFO", "RECOVERY"]),
          entity_id: line(512),
          entity_display_name: text(1_000),
          state_message: text(20_000),
          state_start_time: z.int().min(1_000_000_000).max(9_999_999_999),
          monitoring_tool: z.string(),
        }),
        answer: [200, { result: "success", entity_id: "1" }],
      },
    ],
    revoked: [200, { result: "failure", messages: ["Unable to find organization for API key"] }],
    knownBy: (request) => bodyOf(request, "entity_id"),
    secrets: [canary],
  },
  grafanaoncall: {
    target: (origin) => ({ kind: "grafanaoncall", url: hookUrl(origin) }),
    routes: hook(
      json({
        alert_uid: line(200),
        title: line(1_000),
        state: z.enum(["ok", "alerting"]),
        message: z.string(),
        link_to_upstream_details: z.url().optional(),
      }),
      [200, "Ok."],
    ),
    revoked: [403, "Integration key was not found. Permission denied."],
    knownBy: (request) => bodyOf(request, "alert_uid"),
    secrets: [canary],
  },
  alertmanager: {
    target: (origin) => ({ kind: "alertmanager", server: `${origin}/am`, user: "vedette", password: canary }),
    routes: [
      {
        method: "POST",
        path: "/am/api/v2/alerts",
        headers: { ...isJson, ...basic("vedette") },
        body: {
          as: "json",
          of: z
            .array(
              z.strictObject({
                labels: z.record(z.string().regex(/^[a-zA-Z_]\w*$/), text(1_000)).refine((labels) => "alertname" in labels),
                annotations: z.record(z.string().regex(/^[a-zA-Z_]\w*$/), z.string()),
                startsAt: z.iso.datetime(),
                endsAt: z.iso.datetime(),
                generatorURL: z.url().optional(),
              }),
            )
            .min(1),
        },
        answer: [200, ""],
      },
    ],
    revoked: [401, "Unauthorized"],
    secrets: [canary],
  },
  signl4: {
    target: () => ({ kind: "signl4", secret: canary }),
    routes: [
      {
        method: "POST",
        path: `/webhook/${canary}`,
        headers: isJson,
        body: json({
          Title: text(1_000),
          Message: z.string(),
          Link: z.url().optional(),
          "X-S4-ExternalID": line(200),
          "X-S4-Status": z.enum(["new", "acknowledged", "resolved"]),
          "X-S4-SourceSystem": z.string(),
          "X-S4-Service": line(200),
        }),
        answer: [201, { eventId: "2518" }],
      },
    ],
    revoked: [404, "Team not found"],
    knownBy: (request) => bodyOf(request, "X-S4-ExternalID"),
    secrets: [canary],
  },
  pushover: {
    target: () => ({ kind: "pushover", token: canary, user: `${canary}-user`, isEmergency: true }),
    routes: [
      {
        method: "POST",
        path: "/1/messages.json",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: form({
          token: z.literal(canary),
          user: z.literal(`${canary}-user`),
          title: line(250),
          message: text(1_024),
          timestamp: z.string().regex(/^\d{10}$/),
          priority: z.enum(["0", "1", "2"]),
          retry: z.literal("60").optional(),
          expire: z.literal("3600").optional(),
          url: z.url().max(512).optional(),
          url_title: line(100).optional(),
        }),
        answer: [200, { status: 1, request: "647d2300", receipt: "rAbC" }],
      },
      {
        method: "POST",
        path: "/1/receipts/rAbC/cancel.json",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: form({ token: z.literal(canary) }),
        answer: [200, { status: 1, request: "647d2301" }],
      },
    ],
    revoked: [400, { token: "invalid", errors: ["application token is invalid"], status: 0, request: "5042853c" }],
    secrets: [canary],
  },
  ntfy: {
    target: (origin) => ({ kind: "ntfy", topic: "acme-alerts", token: canary, server: origin }),
    routes: [
      {
        method: "POST",
        path: "/",
        headers: { ...isJson, ...bearer },
        body: {
          as: "json",
          of: z
            .strictObject({
              topic: z.literal("acme-alerts"),
              title: line(250),
              message: bytes(4_096),
              priority: z.int().min(1).max(5),
              tags: z.array(z.string().regex(/^\w+$/)),
              click: z.url().optional(),
              actions: z.array(ntfyAction).max(3).optional(),
            })
            // A message of JSON may be twice as long as its text.
            .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= 8_192, "more than 8 KB"),
        },
        answer: [200, { id: "xE73Iyuabi", event: "message" }],
      },
    ],
    revoked: [403, { code: 40_301, http: 403, error: "forbidden" }],
    secrets: [canary],
  },
  gotify: {
    target: (origin) => ({ kind: "gotify", server: origin, token: canary }),
    routes: [
      {
        method: "POST",
        path: "/message",
        headers: { ...isJson, "x-gotify-key": canary },
        body: json({
          title: z.string(),
          message: text(10_000),
          priority: z.int().min(0).max(10),
          extras: z.strictObject({ "client::notification": z.strictObject({ click: z.strictObject({ url: z.url() }) }) }).optional(),
        }),
        answer: [200, { id: 25, appid: 5 }],
      },
    ],
    revoked: [
      401,
      { error: "Unauthorized", errorCode: 401, errorDescription: "you need to provide a valid access token or user credentials" },
    ],
    secrets: [canary],
  },
  pushbullet: {
    target: () => ({ kind: "pushbullet", token: canary }),
    routes: [
      {
        method: "POST",
        path: "/v2/pushes",
        headers: { ...isJson, "access-token": canary },
        body: json({ type: z.enum(["note", "link"]), title: line(250), body: z.string(), url: z.url().optional(), guid: line(100) }),
        answer: [200, { iden: "ubdpj29aOK0sKG", active: true }],
      },
    ],
    revoked: [401, { error: { code: "invalid_access_token", type: "invalid_request", message: "Access token is missing or invalid." } }],
    busy: { headers: { "x-ratelimit-reset": "1700000045" }, body: { error: { message: "Slow down" } }, waitMs: 45_000 },
    knownBy: (request) => bodyOf(request, "guid"),
    secrets: [canary],
  },
  webpush: {
    target: (origin) => ({
      kind: "webpush",
      browser: "Firefox on Linux",
      endpoint: `${origin}/wpush/v2/${canary}`,
      p256dh: browserKeys.p256dh,
      auth: browserKeys.auth,
      publicKey: browserKeys.p256dh,
      privateKey: browserKeys.privateKey,
    }),
    routes: [
      {
        method: "POST",
        path: `/wpush/v2/${canary}`,
        headers: {
          ttl: /^\d+$/,
          urgency: /^(?:very-low|low|normal|high)$/,
          topic: /^[\w-]{1,32}$/,
          "content-encoding": "aes128gcm",
          authorization: /^vapid t=[\w-]+\.[\w-]+\.[\w-]{86}, k=[\w-]{87}$/,
        },
        body: { as: "bytes", max: 4_096 },
        answer: [201, ""],
      },
    ],
    revoked: [410, { code: 410, errno: 106, message: "Request did not validate missing subscription" }],
    knownBy: ({ headers }) => headers["topic"],
    secrets: [canary, browserKeys.privateKey, browserKeys.auth],
  },
  apprise: {
    target: (origin) => ({ kind: "apprise", server: origin, to: { type: "key", key: canary } }),
    routes: [
      {
        method: "POST",
        path: `/notify/${canary}`,
        headers: isJson,
        body: json({
          title: z.string(),
          body: text(32_768),
          type: z.enum(["info", "success", "warning", "failure"]),
          format: z.literal("text"),
        }),
        answer: [200, { error: null }],
      },
    ],
    revoked: [204, ""],
    secrets: [canary],
  },
  "apprise without a configuration": {
    target: (origin) => ({ kind: "apprise", server: origin, to: { type: "urls", urls: `tgram://${canary}` } }),
    routes: [
      {
        method: "POST",
        path: "/notify",
        headers: isJson,
        body: json({
          title: z.string(),
          body: text(32_768),
          type: z.enum(["info", "success", "warning", "failure"]),
          format: z.literal("text"),
          urls: z.literal(`tgram://${canary}`),
        }),
        answer: [200, { error: null }],
      },
    ],
    revoked: [400, { error: "Bad FORM Payload provided" }],
    secrets: [canary],
  },
  sms: twilio("sms"),
  voice: twilio("voice"),
  whatsapp: twilio("whatsapp", "whatsapp:"),
  github: {
    target: (origin) => ({ kind: "github", repository: "acme/operations", token: canary, server: `${origin}/api/v3` }),
    routes: [
      {
        method: "POST",
        path: "/api/v3/repos/acme/operations/issues",
        headers: { ...isJson, ...bearer, accept: "application/vnd.github+json", "user-agent": /./ },
        body: json({ title: line(256), body: text(65_536) }),
        answer: [201, { number: 7, html_url: "https://github.com/acme/operations/issues/7", padding: "x".repeat(9_000) }],
      },
      {
        method: "POST",
        path: "/api/v3/repos/acme/operations/issues/7/comments",
        headers: { ...isJson, ...bearer, accept: "application/vnd.github+json", "user-agent": /./ },
        body: json({ body: text(65_536) }),
        answer: [201, { id: 1 }],
      },
      {
        method: "PATCH",
        path: "/api/v3/repos/acme/operations/issues/7",
        headers: { ...isJson, ...bearer, accept: "application/vnd.github+json", "user-agent": /./ },
        body: json({ state: z.enum(["open", "closed"]), state_reason: z.enum(["completed", "not_planned"]) }),
        answer: [200, { number: 7, state: "closed" }],
      },
    ],
    revoked: [401, { message: "Bad credentials", documentation_url: "https://docs.github.com/rest", status: "401" }],
    secrets: [canary],
  },
  gitlab: {
    target: (origin) => ({ kind: "gitlab", project: "acme/operations", token: canary, server: origin }),
    routes: [
      {
        method: "POST",
        path: "/api/v4/projects/acme%2Foperations/issues",
        headers: { ...isJson, "private-token": canary },
        body: json({ title: line(255), description: text(1_048_576) }),
        answer: [201, { id: 84, iid: 14, state: "opened" }],
      },
      {
        method: "POST",
        path: "/api/v4/projects/acme%2Foperations/issues/14/notes",
        headers: { ...isJson, "private-token": canary },
        body: json({ body: text(1_000_000) }),
        answer: [201, { id: 302 }],
      },
      {
        method: "PUT",
        path: "/api/v4/projects/acme%2Foperations/issues/14",
        headers: { ...isJson, "private-token": canary },
        body: json({ state_event: z.enum(["close", "reopen"]) }),
        answer: [200, { iid: 14, state: "closed" }],
      },
    ],
    revoked: [401, { error: "invalid_token", error_description: "Token was revoked. You have to re-authorize from the user." }],
    secrets: [canary],
  },
  jira: {
    target: (origin) => ({ kind: "jira", server: origin, user: "ops@acme.example", token: canary, project: "OPS" }),
    routes: [
      {
        method: "POST",
        path: "/rest/api/3/issue",
        headers: { ...isJson, ...basic("ops@acme.example") },
        body: json({
          fields: z.strictObject({
            project: z.strictObject({ key: z.literal("OPS") }),
            issuetype: z.strictObject({ name: z.literal("Task") }),
            summary: line(255),
            description: adf,
          }),
        }),
        answer: [201, { id: "10000", key: "OPS-24" }],
      },
      {
        method: "POST",
        path: "/rest/api/3/issue/OPS-24/comment",
        headers: { ...isJson, ...basic("ops@acme.example") },
        body: json({ body: adf }),
        answer: [201, { id: "1" }],
      },
      {
        method: "GET",
        path: "/rest/api/3/issue/OPS-24/transitions",
        headers: basic("ops@acme.example"),
        body: { as: "empty" },
        answer: [
          200,
          {
            transitions: [
              { id: "11", name: "Start", to: { statusCategory: { key: "indeterminate" } } },
              { id: "31", name: "Finish", to: { statusCategory: { key: "done" } } },
            ],
          },
        ],
      },
      {
        method: "POST",
        path: "/rest/api/3/issue/OPS-24/transitions",
        headers: { ...isJson, ...basic("ops@acme.example") },
        body: json({ transition: z.strictObject({ id: z.literal("31") }) }),
        answer: [204, ""],
      },
    ],
    revoked: [401, "Client must be authenticated to access this resource."],
    secrets: [canary],
  },
};
