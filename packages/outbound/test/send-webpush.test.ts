import { ChannelTarget } from "@vedette/core/channel";
import { usualContext } from "@vedette/core/send-context";
import { alertMessage } from "@vedette/testkit/channel-contract";
import { createDecipheriv, createECDH, hkdfSync } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { send } from "../src/send.ts";
import { browserKeys, services } from "./channel-services.ts";
import { localDeps, never } from "./local-deps.ts";

const page = (deed: string) => `https://vedette.example.com/act/${deed}`;
const tokens = { link: "t".repeat(114), chat: "c".repeat(64) };
const presses = { url: "https://vedette.example.com/api/press", acknowledge: tokens, snooze: tokens };

it("tells the browser what its buttons say and which page each acts in place of", async () => {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    void request.toArray().then((chunks: Buffer[]) => (bodies.push(Buffer.concat(chunks)), response.writeHead(201).end()));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const target = ChannelTarget.parse(services["webpush"]?.target(origin));
  const { data } = alertMessage();
  const message = alertMessage({ data: { ...data, actions: { acknowledge: page("acknowledge"), snooze: page("snooze") } } });
  expect(await send(target, message, localDeps, never, { ...usualContext, presses })).toMatchObject({ ok: true });
  await send(target, alertMessage({ type: "incident.acknowledged" }), localDeps, never);
  server.close();
  const [asks, tells] = bodies.map((body) => JSON.parse(opened(body)) as Record<string, unknown>);
  expect(asks).toMatchObject({
    url: data.incident?.url,
    actions: [
      { label: "Acknowledge", url: page("acknowledge") },
      { label: "Snooze for 1 h", url: page("snooze") },
    ],
  });
  expect(tells).toMatchObject({ actions: [] });
});

/** As the browser opens it: RFC 8188 in one record, with the keys of RFC 8291. */
function opened(body: Buffer): string {
  const [salt, sender, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
  const browser = createECDH("prime256v1");
  browser.setPrivateKey(Buffer.from(browserKeys.privateKey, "base64url"));
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), sender]);
  const input = Buffer.from(hkdfSync("sha256", browser.computeSecret(sender), Buffer.from(browserKeys.auth, "base64url"), info, 32));
  const derived = (label: string, bytes: number) => Buffer.from(hkdfSync("sha256", input, salt, `Content-Encoding: ${label}\0`, bytes));
  const decipher = createDecipheriv("aes-128-gcm", derived("aes128gcm", 16), derived("nonce", 12)).setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}
