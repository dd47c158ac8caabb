import { expect, it } from "vitest";
import { readAddress } from "./address.ts";

const partsOf = (typed: string) => {
  const address = readAddress(typed);
  if (address === null) return null;
  const { scheme, host, port, path, user, password } = address;
  return { scheme, host, port, path, user, password };
};
const nothing = { scheme: "", port: null, path: "", user: "", password: "" };

it.each([
  ["example.com", { ...nothing, host: "example.com" }],
  [" Example.COM:8080 ", { ...nothing, host: "example.com", port: 8080 }],
  ["https://example.com/a/b?c=d#e", { ...nothing, scheme: "https", host: "example.com", path: "a/b" }],
  [
    "postgres://app:p%40ss@db.example.com:5433/orders",
    { scheme: "postgres", host: "db.example.com", port: 5433, path: "orders", user: "app", password: "p@ss" },
  ],
  ["redis://:secret@cache", { ...nothing, scheme: "redis", host: "cache", password: "secret" }],
  ["dns:example.com", { ...nothing, scheme: "dns", host: "example.com" }],
  ["[2001:db8::1]:443", { ...nothing, host: "2001:db8::1", port: 443 }],
  ["2001:db8::1", { ...nothing, host: "2001:db8::1" }],
  ["localhost:3000/health?deep=1", { ...nothing, host: "localhost", port: 3000, path: "health" }],
  ["0x7f.1:80", { ...nothing, host: "127.0.0.1", port: 80 }],
])("reads %s", (typed, parts) => {
  expect(partsOf(typed)).toEqual(parts);
});

it.each(["", "two words", "example.com:0", "example.com:70000", "http://", "a@b@c", "x".repeat(3_000)])(
  "takes %j for no address",
  (typed) => {
    expect(partsOf(typed)).toBeNull();
  },
);
