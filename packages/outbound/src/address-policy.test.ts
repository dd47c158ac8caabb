import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { type AddressPolicy, isLocalName, refuses } from "./address-policy.ts";

const open: AddressPolicy = { privateAllowed: true, ownEndpoints: [] };
const shut: AddressPolicy = { privateAllowed: false, ownEndpoints: [] };
const own = (...ownEndpoints: AddressPolicy["ownEndpoints"]): AddressPolicy => ({ privateAllowed: true, ownEndpoints });

it.each([
  ["8.8.8.8", false, false],
  ["10.0.0.1", false, true],
  ["127.0.0.1", false, true],
  ["::1", false, true],
  ["fd12::1", false, true],
  ["169.254.169.254", true, true],
  ["::ffff:127.0.0.1", true, true],
  ["0.0.0.0", true, true],
])("%s is refused: %s where private targets are allowed, %s where not", (address, whenOpen, whenShut) => {
  expect(refuses(open, address, address, 80)).toBe(whenOpen);
  expect(refuses(shut, address, address, 80)).toBe(whenShut);
});

it("counts every address of this machine as its own", () => {
  const mine = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address } of mine) expect(refuses(shut, address, address, 80), address).toBe(true);
});

describe("the platform's own ports stay shut where private targets are allowed", () => {
  const mine = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address);

  it.each(["localhost", "127.0.0.1", "0.0.0.0", "::", "::1"])("a database at %s is shut at every address of this machine", (host) => {
    for (const address of ["127.0.0.1", "127.8.9.10", "::1", ...mine])
      expect(refuses(own({ host, port: 5432 }), "x", address, 5432), address).toBe(true);
    expect(refuses(own({ host, port: 5432 }), "127.0.0.1", "127.0.0.1", 5433)).toBe(false);
    expect(refuses(own({ host, port: 5432 }), "10.1.2.3", "10.1.2.3", 5432)).toBe(false);
  });

  it("a database at an address is shut there", () => {
    const policy = own({ host: "10.0.0.5", port: 5432 });
    expect(refuses(policy, "db.example.com", "10.0.0.5", 5432)).toBe(true);
    expect(refuses(policy, "10.0.0.6", "10.0.0.6", 5432)).toBe(false);
    expect(refuses(policy, "127.0.0.1", "127.0.0.1", 5432)).toBe(false);
  });

  it("a queue known by name is shut by name and at every local address", () => {
    const policy = own({ host: "redis", port: 6379 });
    expect(refuses(policy, "redis", "172.18.0.3", 6379)).toBe(true);
    expect(refuses(policy, "alias.example.com", "172.18.0.3", 6379)).toBe(true);
    expect(refuses(own({ host: "Cache.example.com", port: 6379 }), "cache.example.com", "8.8.4.4", 6379)).toBe(true);
    expect(refuses(policy, "redis.example.com", "8.8.4.4", 6379)).toBe(false);
  });
});

it.each([
  ["db", true],
  ["localhost", true],
  ["a.localhost", true],
  ["metadata.google.internal", true],
  ["printer.local", true],
  ["nas.lan", true],
  ["router.home.arpa", true],
  ["example.com", false],
  ["localhost.example.com", false],
])("%s is a local name: %s", (host, expected) => expect(isLocalName(host)).toBe(expected));
