import { expect, it } from "vitest";
import { peerFailure } from "./dial.ts";

it.each([
  ["203.0.113.7", "203.0.113.7", null],
  ["::ffff:203.0.113.7", "203.0.113.7", null],
  ["2606:4700:0:0::1", "2606:4700::1", null],
  ["127.0.0.1", "203.0.113.7", "address_refused"],
  ["::ffff:127.0.0.1", "203.0.113.7", "address_refused"],
  ["::1", "2606:4700::1", "address_refused"],
  ["", "203.0.113.7", "address_refused"],
  [undefined, "203.0.113.7", "connection_closed"],
])("connected to %s where %s was checked: %s", (peer, checked, expected) => {
  expect(peerFailure(peer, checked)?.failed ?? null).toBe(expected);
});
