import { alertMessage } from "@vedette/testkit/channel-contract";
import { randomBytes, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { type IncidentLink, requireLink, tokenOf, withLinks } from "./incident-links.ts";
import { createSealer } from "./seal.ts";

const sealer = createSealer([{ id: 1, key: randomBytes(32) }]);
const nowMs = 1_780_000_000_000;
const read = (token: string, atMs = nowMs) => requireLink({ sealer, now: () => atMs }, token);
const link: IncidentLink = {
  action: "snooze",
  teamId: randomUUID(),
  incidentId: randomUUID(),
  channelId: randomUUID(),
  expiresAtMs: nowMs + 60_000,
};

it("says what it was made for, in one short word for a path", () => {
  const token = tokenOf(sealer, link);
  expect(token).toMatch(/^[\w-]{114}$/);
  expect(read(token)).toEqual(link);
  expect(tokenOf(sealer, link)).toBe(token);
});

it("is refused when any character differs, when it is cut, and under another key", () => {
  const token = tokenOf(sealer, link);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (let i = 0; i < token.length; i++) {
    const other = alphabet[(alphabet.indexOf(token[i] ?? "") + 1) % 64] ?? "";
    expect(() => read(token.slice(0, i) + other + token.slice(i + 1)), `character ${i}`).toThrow(/does not exist/);
  }
  for (const wrong of ["", "a", token.slice(1), token.slice(0, -1), `${token}A`, `${token}=`])
    expect(() => read(wrong)).toThrow(/does not exist/);
  expect(() => read(tokenOf(createSealer([{ id: 1, key: randomBytes(32) }]), link))).toThrow(/does not exist/);
});

it("ends with its time", () => {
  expect(() => read(tokenOf(sealer, link), link.expiresAtMs)).toThrow(/too old/);
});

it("stands in messages that ask for it, the same in every repetition, for a week", () => {
  const channelId = randomUUID();
  const deps = { sealer, publicUrl: "https://vedette.example" };
  const opened = alertMessage();
  const { actions } = withLinks(deps, opened, channelId).data;
  expect(withLinks(deps, opened, channelId).data.actions).toEqual(actions);
  const token = (actions?.acknowledge ?? "").replace("https://vedette.example/act/", "");
  expect(read(token, Date.parse(opened.timestamp))).toEqual({
    action: "acknowledge",
    teamId: opened.data.team.id,
    incidentId: opened.data.incident?.id,
    channelId,
    expiresAtMs: Date.parse(opened.timestamp) + 7 * 86_400_000,
  });
  for (const type of ["incident.acknowledged", "incident.resolved", "channel.test"] as const)
    expect(withLinks(deps, { ...opened, type }, channelId).data.actions).toBe(undefined);
});
