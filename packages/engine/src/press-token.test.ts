import { alertMessage } from "@vedette/testkit/channel-contract";
import { randomBytes, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { requireLink, tokenOf } from "./incident-links.ts";
import { type Press, pressToken, pressesOf, readPressToken } from "./press-token.ts";
import { createSealer } from "./seal.ts";

const sealer = createSealer([{ id: 1, key: randomBytes(32) }]);
const press: Press = { action: "snooze", incidentId: randomUUID(), channelId: randomUUID(), expiresAtMs: 1_780_000_060_000 };

it("says what it was made for, in what a button of Telegram holds", () => {
  const token = pressToken(sealer, press);
  expect(token).toMatch(/^[\w-]{64}$/);
  expect(readPressToken(sealer, token)).toEqual(press);
});

it("is none of ours when any character differs, when it is cut, under another key, and as the token of a link", () => {
  const token = pressToken(sealer, press);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (let i = 0; i < token.length; i++) {
    const other = alphabet[(alphabet.indexOf(token[i] ?? "") + 1) % 64] ?? "";
    expect(readPressToken(sealer, token.slice(0, i) + other + token.slice(i + 1)), `character ${i}`).toBe(null);
  }
  const link = tokenOf(sealer, { ...press, teamId: randomUUID() });
  for (const wrong of ["", "a", token.slice(1), token.slice(0, -1), token.slice(0, 50), `${token}A`, `${token}=`, link])
    expect(readPressToken(sealer, wrong)).toBe(null);
  expect(readPressToken(createSealer([{ id: 1, key: randomBytes(32) }]), token)).toBe(null);
  expect(() => requireLink({ sealer, now: () => 0 }, token)).toThrow(/does not exist/);
});

it("stands in messages that ask for somebody, for a week, beside the token of their links", () => {
  const channelId = randomUUID();
  const deps = { sealer, publicUrl: "https://vedette.example" };
  const opened = alertMessage();
  const presses = pressesOf(deps, opened, channelId);
  expect(presses?.url).toBe("https://vedette.example/api/press");
  expect(readPressToken(sealer, presses?.acknowledge.chat ?? "")).toEqual({
    action: "acknowledge",
    incidentId: opened.data.incident?.id,
    channelId,
    expiresAtMs: Date.parse(opened.timestamp) + 7 * 86_400_000,
  });
  const link = requireLink({ sealer, now: () => Date.parse(opened.timestamp) }, presses?.snooze.link ?? "");
  expect(link).toMatchObject({ action: "snooze", channelId, teamId: opened.data.team.id });
  for (const type of ["incident.acknowledged", "incident.resolved", "channel.test"] as const)
    expect(pressesOf(deps, { ...opened, type }, channelId)).toBe(null);
});
