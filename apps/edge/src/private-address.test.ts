import { expect, it } from "vitest";
import { isPrivateAddress } from "./private-address.ts";

it.each([
  "127.0.0.1",
  "127.9.9.9",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "::1",
  "fd00::1",
  "fe80::1%eth0",
  "::ffff:10.0.0.1",
])("%s is private", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

it.each(["", "8.8.8.8", "172.32.0.1", "192.169.0.1", "169.254.169.254", "2001:db8::1", "::ffff:8.8.8.8", "nonsense"])(
  "%j is not",
  (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  },
);
