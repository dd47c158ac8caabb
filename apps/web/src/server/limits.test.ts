import { expect, it } from "vitest";
import { networkOf } from "./limits.ts";

it.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:0:1::1", "2001:db8:0:1::/64"],
  ["2001:DB8::1:0:0:0:ffff", "2001:db8:0:1::/64"],
  ["2001:0db8:0000:0001:1:2:3:4", "2001:db8:0:1::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("counts %s with the network %s", (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

it("counts clients without an address together", () => {
  expect(networkOf(null)).toBe("unknown");
});
