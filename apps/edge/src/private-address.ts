import { BlockList, isIPv6 } from "node:net";

const blocks = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  blocks.addSubnet(network, prefix, "ipv4");
}
blocks.addAddress("::1", "ipv6");
blocks.addSubnet("fc00::", 7, "ipv6");
blocks.addSubnet("fe80::", 10, "ipv6");

/** Loopback, RFC 1918, unique local and link local; also when written as an IPv4-mapped IPv6 address. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  return plain !== "" && blocks.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
}
