import { expect, it } from "vitest";
import { isForwarded, mayScrape } from "./may-scrape.ts";

const token = "0123456789abcdef";
const local = { authorization: undefined, remoteAddress: "127.0.0.1", isForwarded: false };

it.each([
  ["the token", `Bearer ${token}`, true],
  ["another scheme", `Basic ${token}`, false],
  ["a part of it", `Bearer ${token.slice(0, -1)}`, false],
  ["more than it", `Bearer ${token}0`, false],
  ["another of its length", "Bearer 0123456789abcdeF", false],
  ["NULs behind it", `Bearer ${token}\0`, false],
  ["nothing", undefined, false],
  ["an empty one", "", false],
])("with a token set, %s decides, wherever it comes from", (_, authorization, expected) => {
  for (const remoteAddress of ["127.0.0.1", "203.0.113.9", undefined])
    for (const forwarded of [true, false])
      expect(mayScrape({ authorization, remoteAddress, isForwarded: forwarded }, token)).toBe(expected);
});

it.each(["127.0.0.1", "::1", "::ffff:127.0.0.1"])("without a token %s may, unless it speaks for somebody else", (remoteAddress) => {
  expect(mayScrape({ ...local, remoteAddress }, undefined)).toBe(true);
  expect(mayScrape({ ...local, remoteAddress, isForwarded: true }, undefined)).toBe(false);
});

it.each(["10.0.0.2", "172.17.0.1", "192.168.0.1", "203.0.113.9", "fe80::1", "", undefined])(
  "without a token %s may not",
  (remoteAddress) => {
    expect(mayScrape({ ...local, remoteAddress }, undefined)).toBe(false);
    expect(mayScrape({ ...local, remoteAddress, authorization: "Bearer undefined" }, undefined)).toBe(false);
  },
);

it("knows a proxy by its headers, whatever they say", () => {
  expect(isForwarded({ host: "x", accept: "*/*" })).toBe(false);
  for (const name of ["forwarded", "via", "x-forwarded-for", "x-forwarded-proto", "x-real-ip", "cf-connecting-ip"])
    expect(isForwarded({ [name]: "" }), name).toBe(true);
});
