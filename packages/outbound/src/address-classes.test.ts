import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AddressClass, classify, isSameAddress, parseAddress } from "./address-classes.ts";

/** First and last address of a range, and its class. */
const v4Ranges: [first: string, last: string, AddressClass][] = [
  ["0.0.0.0", "0.255.255.255", "never"],
  ["10.0.0.0", "10.255.255.255", "private"],
  ["100.64.0.0", "100.127.255.255", "private"],
  ["127.0.0.0", "127.255.255.255", "loopback"],
  ["169.254.0.0", "169.254.255.255", "never"],
  ["172.16.0.0", "172.31.255.255", "private"],
  ["192.0.0.0", "192.0.0.255", "never"],
  ["192.0.2.0", "192.0.2.255", "never"],
  ["192.31.196.0", "192.31.196.255", "never"],
  ["192.52.193.0", "192.52.193.255", "never"],
  ["192.88.99.0", "192.88.99.255", "never"],
  ["192.168.0.0", "192.168.255.255", "private"],
  ["192.175.48.0", "192.175.48.255", "never"],
  ["198.18.0.0", "198.19.255.255", "never"],
  ["198.51.100.0", "198.51.100.255", "never"],
  ["203.0.113.0", "203.0.113.255", "never"],
  ["224.0.0.0", "239.255.255.255", "never"],
  ["240.0.0.0", "255.255.255.255", "never"],
];

const numberOf = (v4: string) => v4.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const v4Of = (number: number) => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

describe("IPv4", () => {
  it.each(v4Ranges)("%s to %s is %s, to the last address and no further", (first, last, expected) => {
    const [from, to] = [numberOf(first), numberOf(last)];
    for (const number of [from, from + 1, Math.floor((from + to) / 2), to - 1, to])
      expect(classify(v4Of(number)), v4Of(number)).toBe(expected);
    for (const outside of [from - 1, to + 1].filter((number) => number >= 0 && number < 2 ** 32)) {
      const inside = v4Ranges.some(([a, b]) => numberOf(a) <= outside && outside <= numberOf(b));
      if (!inside) expect(classify(v4Of(outside)), v4Of(outside)).toBe("public");
    }
  });

  it("outside of all ranges is public", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), (number) => {
        const address = v4Of(number);
        const range = v4Ranges.find(([first, last]) => numberOf(first) <= number && number <= numberOf(last));
        fc.pre(address !== "168.63.129.16" && address !== "100.100.100.200");
        expect(classify(address)).toBe(range?.[2] ?? "public");
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("IPv6", () => {
  it.each<[string, AddressClass]>([
    ["2606:4700::1111", "public"],
    ["2a00:1450:4001:81b::200e", "public"],
    ["2000::", "public"],
    ["3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "public"],
    ["2001:200::", "public"],
    ["::1", "loopback"],
    ["fc00::1", "private"],
    ["fd12:3456:789a::1", "private"],
    ["fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "private"],
  ])("%s is %s", (address, expected) => expect(classify(address)).toBe(expected));

  it.each([
    ["unspecified", "::"],
    ["compatible", "::127.0.0.1"],
    ["compatible, public inside", "::8.8.8.8"],
    ["mapped", "::ffff:127.0.0.1"],
    ["mapped in hex", "::ffff:7f00:1"],
    ["mapped, public inside", "::ffff:8.8.8.8"],
    ["translated", "::ffff:0:127.0.0.1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["NAT64, public inside", "64:ff9b::808:808"],
    ["local NAT64", "64:ff9b:1::a00:1"],
    ["discard", "100::1"],
    ["dummy", "100:0:0:1::1"],
    ["Teredo", "2001::1"],
    ["ORCHID", "2001:20::1"],
    ["the end of 2001::/23", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["documentation", "2001:db8::1"],
    ["6to4 of loopback", "2002:7f00:1::"],
    ["6to4", "2002:808:808::"],
    ["AS112", "2620:4f:8000::1"],
    ["documentation, new", "3fff:fff::1"],
    ["segment routing", "5f00::1"],
    ["link-local", "fe80::1"],
    ["site-local", "fec0::1"],
    ["multicast", "ff02::1"],
    ["metadata of AWS", "fd00:ec2::254"],
    ["pod identity of AWS", "fd00:ec2::23"],
    ["metadata of Google", "fd20:ce::254"],
    ["ISATAP of loopback", "2606:4700::5efe:127.0.0.1"],
    ["ISATAP of a private address", "2606:4700::200:5efe:10.0.0.1"],
    ["ISATAP of metadata in a private prefix", "fd00::5efe:169.254.169.254"],
  ])("%s (%s) is never dialled", (_name, address) => expect(classify(address)).toBe("never"));

  it("is never dialled outside of 2000::/3, fc00::/7 and ::1", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const address = Buffer.from(bytes).toString("hex").match(/.{4}/g)?.join(":") ?? "";
        const first = bytes[0] ?? 0;
        if (first >> 5 !== 1 && first >> 1 !== 0x7e)
          expect(classify(address)).toBe(address === "0000:0000:0000:0000:0000:0000:0000:0001" ? "loopback" : "never");
        expect([...(parseAddress(address) ?? [])]).toEqual([...bytes]);
      }),
      { numRuns: 2_000 },
    );
  });
});

it.each(["169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "0.0.0.0", "255.255.255.255"])(
  "%s is shut always",
  (address) => {
    expect(classify(address)).toBe("never");
  },
);

it.each([
  "",
  "localhost",
  "127.1",
  "0x7f.0.0.1",
  "0177.0.0.1",
  "2130706433",
  "127.0.0.1 ",
  "127.0.0.1.",
  "fe80::1%eth0",
  "[::1]",
  "::1\u0000",
  "1.2.3.4/8",
  "①.②.③.④",
])("takes no other spelling of an address: %j", (text) => {
  expect(parseAddress(text)).toBe(null);
  expect(classify(text)).toBe("never");
});

it("knows an address in every spelling of it", () => {
  expect(isSameAddress("::ffff:10.0.0.1", "10.0.0.1")).toBe(true);
  expect(isSameAddress("::ffff:a00:1", "10.0.0.1")).toBe(true);
  expect(isSameAddress("2606:4700:0:0::1", "2606:4700::1")).toBe(true);
  expect(isSameAddress("::a00:1", "10.0.0.1")).toBe(false);
  expect(isSameAddress("10.0.0.2", "10.0.0.1")).toBe(false);
  expect(isSameAddress("", "")).toBe(true);
  expect(isSameAddress("", "10.0.0.1")).toBe(false);
});
