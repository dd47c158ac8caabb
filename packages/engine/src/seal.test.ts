import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { channelContext, createSealer } from "./seal.ts";

const first = { id: 1, key: randomBytes(32) };
const second = { id: 2, key: randomBytes(32) };
const context = channelContext({ id: "c1", teamId: "t1" });

it("opens what it sealed, and never seals the same secret into the same bytes", () => {
  const sealer = createSealer([first]);
  const sealed = sealer.seal("whsec_secret €", context);
  expect(sealer.open(sealed, context)).toBe("whsec_secret €");
  expect(sealer.seal("whsec_secret €", context).equals(sealed)).toBe(false);
  expect(sealed.includes("whsec")).toBe(false);
});

it("does not open a secret that was copied to another team, channel or key", () => {
  const sealed = createSealer([first]).seal("secret", context);
  expect(() => createSealer([first]).open(sealed, channelContext({ id: "c1", teamId: "t2" }))).toThrow();
  expect(() => createSealer([first]).open(sealed, channelContext({ id: "c2", teamId: "t1" }))).toThrow();
  expect(() => createSealer([{ id: 1, key: second.key }]).open(sealed, context)).toThrow();
});

it("opens older secrets after a rotation and seals with the new key", () => {
  const old = createSealer([first]).seal("secret", context);
  const rotated = createSealer([second, first]);
  expect(rotated.open(old, context)).toBe("secret");
  expect(() => createSealer([first]).open(rotated.seal("secret", context), context)).toThrow(/master key 2/);
});

it("refuses a changed byte anywhere", () => {
  const sealer = createSealer([first]);
  const sealed = sealer.seal("secret", context);
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8((changed.readUInt8(i) + 1) % 256, i);
    expect(() => sealer.open(changed, context)).toThrow();
  }
});

it("signs for one purpose under one key, and knows older keys after a rotation", () => {
  const bytes = Buffer.from("what is signed");
  const signature = createSealer([first]).sign(bytes, "links");
  expect(createSealer([second, first]).isSigned(bytes, signature, "links")).toBe(true);
  expect(createSealer([second]).isSigned(bytes, signature, "links")).toBe(false);
  expect(createSealer([first]).isSigned(bytes, signature, "anything else")).toBe(false);
  expect(createSealer([first]).isSigned(bytes, signature.subarray(1), "links")).toBe(false);
});
