import { describe, expect, it } from "vitest";
import { readAddress } from "../address.ts";
import { kinds, targetOf } from "../kinds.ts";
import { type MonitorKind, MonitorSpec } from "../monitor-spec.ts";

/** The specs that an address makes, by kind. */
function proposed(typed: string): Partial<Record<MonitorKind, MonitorSpec>> {
  const address = readAddress(typed);
  if (address === null) throw new Error(`${typed} is no address`);
  const found = Object.entries(kinds).flatMap(([kind, info]) => {
    const spec = info.fromAddress?.(address) ?? null;
    return spec === null ? [] : [[kind, MonitorSpec.parse(spec)] as const];
  });
  return Object.fromEntries(found);
}

describe("addresses of databases and queues", () => {
  it.each<[typed: string, spec: Record<string, unknown>, target: string]>([
    [
      "postgres://app:p%40ss@db.example.com/orders?sslmode=verify-full",
      { kind: "postgres", port: 5432, database: "orders", user: "app", password: "p@ss", security: "tls", tls: { verify: true } },
      "db.example.com:5432/orders",
    ],
    [
      "postgresql://app@db.example.com:6432?sslmode=require",
      { kind: "postgres", port: 6432, database: "app", security: "tls", tls: { verify: false } },
      "db.example.com:6432/app",
    ],
    [
      "redis://:secret@cache.example.com/2",
      { kind: "redis", port: 6379, user: "", password: "secret", database: 2, security: "none" },
      "cache.example.com:6379",
    ],
    ["rediss://cache.example.com:6380", { kind: "redis", port: 6380, security: "tls" }, "cache.example.com:6380"],
    [
      "mysql://app:pa55@db.example.com/shop?ssl-mode=VERIFY_IDENTITY",
      { kind: "mysql", port: 3306, database: "shop", user: "app", password: "pa55", security: "tls", tls: { verify: true } },
      "db.example.com:3306/shop",
    ],
    ["mariadb://db.example.com:3307", { kind: "mysql", port: 3307, database: "", security: "none" }, "db.example.com:3307"],
    [
      "mongodb://app:pa55@db.example.com/shop?authSource=users&tls=true",
      { kind: "mongodb", port: 27_017, authDatabase: "users", user: "app", password: "pa55", security: "tls" },
      "db.example.com:27017",
    ],
    ["mongodb://app:pa55@db.example.com/shop", { kind: "mongodb", authDatabase: "shop", security: "none" }, "db.example.com:27017"],
    [
      "mqtts://dev:pa55@broker.example.com",
      { kind: "mqtt", port: 8883, user: "dev", password: "pa55", security: "tls" },
      "broker.example.com:8883",
    ],
    ["mqtt://broker.example.com", { kind: "mqtt", port: 1883, security: "none" }, "broker.example.com:1883"],
    [
      "amqps://app:pa55@rabbit.example.com/%2Fshop",
      { kind: "amqp", port: 5671, virtualHost: "/shop", user: "app", password: "pa55", security: "tls" },
      "rabbit.example.com:5671",
    ],
    ["amqp://rabbit.example.com", { kind: "amqp", port: 5672, virtualHost: "/", security: "none" }, "rabbit.example.com:5672"],
    [
      "kafka://app:pa55@kafka.example.com/orders",
      { kind: "kafka", port: 9092, topic: "orders", user: "app", password: "pa55", signIn: "PLAIN" },
      "kafka.example.com:9092 orders",
    ],
    ["nats://tok3n@bus.example.com", { kind: "nats", port: 4222, token: "tok3n", user: "" }, "bus.example.com:4222"],
    ["tls://app:pa55@bus.example.com:4222", { kind: "nats", user: "app", password: "pa55", security: "tls" }, "bus.example.com:4222"],
  ])("reads %s", (typed, spec, target) => {
    const kind = spec["kind"] as MonitorKind; // safe because the rows above name kinds
    const found = proposed(typed)[kind];
    expect(found).toMatchObject(spec);
    expect(found === undefined ? "" : targetOf(found)).toBe(target);
  });

  it.each<[typed: string, kind: MonitorKind]>([
    ["db.example.com:5432", "postgres"],
    ["cache.example.com:6379", "redis"],
    ["bus.example.com:4222", "nats"],
    ["db.example.com:3306", "mysql"],
    ["db.example.com:27017", "mongodb"],
    ["broker.example.com:8883", "mqtt"],
    ["rabbit.example.com:5671", "amqp"],
    ["kafka.example.com:9092", "kafka"],
  ])("takes %s for what usually listens there, before a bare port", (typed, kind) => {
    expect(Object.keys(proposed(typed))).toEqual([kind, "tcp"]);
  });
});

describe("statements and commands", () => {
  const complaint = (spec: Record<string, unknown>) =>
    MonitorSpec.safeParse({ host: "db.example.com", ...spec }).error?.issues[0]?.message ?? "";

  it.each(["SELECT 1", "  select count(*) from jobs", "(SELECT 1)", "WITH a AS (SELECT 1) TABLE a", "SHOW server_version"])(
    "takes %j",
    (statement) => {
      expect(complaint({ kind: "postgres", statement })).toBe("");
    },
  );

  it.each(["DELETE FROM jobs", "CALL clean_up()", "", "SELECT 1 INTO/**/OUTFILE '/tmp/x'", "selection"])("refuses %j", (statement) => {
    expect(complaint({ kind: "postgres", statement })).toMatch(/a monitor only reads/);
  });

  it.each(["LLEN jobs", 'get "a \\"b\\" c"', "INFO", "info memory", ""])("takes %j", (command) => {
    expect(complaint({ kind: "redis", command })).toBe("");
  });

  it.each([
    ["FLUSHALL", /FLUSHALL is not among the commands that only read/],
    ["CONFIG GET requirepass", /CONFIG is not among/],
    ["GETDEL key", /GETDEL is not among/],
    ["LLEN", /LLEN takes 1 word after it, not 0/],
    ["EXISTS", /EXISTS takes 1 to 20 words/],
    ['GET "a', /double quote is left open/],
  ])("refuses %j and says why", (command, words) => {
    expect(complaint({ kind: "redis", command })).toMatch(words);
  });

  it.each([
    { kind: "mqtt", topic: "sensors/#" },
    { kind: "mongodb", authDatabase: "a.b" },
    { kind: "amqp", queue: "ä".repeat(200) },
    { kind: "kafka", topic: "two words" },
  ])("refuses %j", (spec) => {
    expect(complaint(spec)).not.toBe("");
  });

  it.each(["a.*", "a.>", "a..b", "two words"])("publishes nothing to the subject %j", (subject) => {
    expect(complaint({ kind: "nats", subject })).toMatch(/without wildcards/);
  });
});
