import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Secrets, TlsOptions, activeFields } from "../fields.ts";
import { urlOf } from "../http-url.ts";
import { kindOf } from "../kind.ts";
import { HttpHeaders } from "./http.ts";

const subjects: readonly Subject[] = [
  { name: "latency", type: "duration", label: "Latency" },
  { name: "reply", type: "text", label: "Message that was expected" },
  { name: "websocket.protocol", type: "text", label: "Subprotocol" },
  { name: "header", type: "text", label: "Header", argument: { label: "Name", placeholder: "server" } },
  { name: "address", type: "text", label: "Address" },
  ...tlsSubjects,
];

const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength, `At most ${maxLength.toLocaleString("en")} characters.`)
    .default("");

export const WebsocketSpec = z.strictObject({
  kind: z.literal("websocket"),
  url: urlOf("wss", "ws").meta({ label: "Address", place: "address", placeholder: "wss://example.com/live" }),
  send: text(4_000).meta({ label: "Send", place: "main", control: "lines", hint: "One text message. Left empty, nothing is sent." }),
  expect: text(500).meta({
    label: "Expect in a message",
    place: "main",
    hint: "Messages are read until one contains this. Left empty, the handshake is enough.",
  }),
  ...activeFields(subjects),
  subprotocol: z
    .string()
    .trim()
    .max(200, "At most 200 characters.")
    .regex(/^(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:, ?[!#$%&'*+\-.^_`|~0-9A-Za-z]+)*)?$/, "Write names separated by commas.")
    .default("")
    .meta({ label: "Subprotocols", placeholder: "graphql-transport-ws", hint: "The server has to agree to one of them." }),
  headers: HttpHeaders.refine((headers) => headers.every(({ name }) => !/^sec-websocket-/i.test(name)), {
    message: "Headers that begin with Sec-WebSocket- are set by Vedette itself.",
  }).meta({ label: "Headers" }),
  secrets: Secrets.meta({ label: "Secrets", hint: "Use one as {{name}} in a header or the message. Values cannot be read again." }),
  tls: TlsOptions,
});
export type WebsocketSpec = z.output<typeof WebsocketSpec>;

export const websocket = kindOf(WebsocketSpec)({
  label: "WebSocket",
  about: "Opens a WebSocket; sends a message and waits for one where asked.",
  group: "web",
  target: (spec) => spec.url,
  destination: (spec) => new URL(spec.url).origin,
  name: (spec) => {
    const url = new URL(spec.url);
    return `${url.host}${url.pathname === "/" ? "" : url.pathname}`;
  },
  subjects,
  fromAddress: ({ scheme, text: url }) => (scheme === "wss" || scheme === "ws" ? { kind: "websocket", url } : null),
});
