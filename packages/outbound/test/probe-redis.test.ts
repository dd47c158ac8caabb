import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { hasRedisServer, startRedisServer } from "@vedette/testkit/redis-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { connect } from "node:net";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";
import { answering, good } from "./redis-script.ts";

const password = "pa ss\r\n-word";

itKeepsTheContract({
  kind: "redis",
  spec: (host, port) => ({ kind: "redis", host, port, user: "watch", password, database: 2, command: "LLEN jobs" }),
  serve: answering(good),
  secrets: [password],
});

async function check(port: number, input: Record<string, unknown> = {}) {
  const spec = MonitorSpec.parse({ kind: "redis", host: "127.0.0.1", port, timeoutMs: 2_000, ...input });
  if (!isActive(spec)) throw new Error("not probed");
  return await conclusive(() => probe(spec, localDeps, never, "detailed"));
}

it.each([
  [{ PING: "-NOAUTH Authentication required.\r\n" }, {}, "auth_failed"],
  [{ AUTH: "-WRONGPASS invalid username-password pair\r\n" }, { password }, "auth_failed"],
  [{ PING: "-LOADING Redis is loading the dataset in memory\r\n" }, {}, "service_unhealthy"],
  [{ LLEN: "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n" }, { command: "LLEN jobs" }, "query_failed"],
  [{ GET: "$70000\r\n" }, { command: "GET big" }, "too_large"],
  [{ PING: "HTTP/1.1 400 Bad Request\r\n" }, {}, "protocol_error"],
  [{ PING: "+PANG\r\n" }, {}, "reply_unexpected"],
])("tells what is wrong when the server says %j", async (answers, input, failure) => {
  await using server = await startTcpServer(answering({ ...good, ...answers }));
  expect(gist(await check(server.port, input))).toBe(failure);
});

it("holds what the command answers against the conditions, as number or as text", async () => {
  await using server = await startTcpServer(answering({ ...good, GET: "$2\r\nok\r\n" }));
  const outcomes = async (command: string, assertions: string) => {
    const result = await check(server.port, { command, assertions });
    return result.outcome === "answered" ? result.assertions.map(({ ok, actual }) => [ok, actual]) : result;
  };
  expect(await outcomes("LLEN jobs", "redis.value < 100\nredis.value > 3\nredis.role == slave")).toEqual([
    [true, "3"],
    [false, "3"],
    [true, '"slave"'],
  ]);
  expect(await outcomes("GET state", 'redis.value == "ok"\nredis.value != "ok"')).toEqual([
    [true, '"ok"'],
    [false, '"ok"'],
  ]);
});

it("is up although the user may not ask for the role", async () => {
  await using server = await startTcpServer(
    answering({ ...good, INFO: "-NOPERM this user has no permissions to run the 'info' command\r\n" }),
  );
  expect(await check(server.port)).toMatchObject({ outcome: "answered" });
});

describe.skipIf(!hasRedisServer())("a real Redis", () => {
  it("answers commands, tells its role, and refuses a wrong password", async () => {
    await using redis = await startRedisServer();
    const port = Number(new URL(redis.url).port);
    const socket = connect(port, "127.0.0.1");
    socket.write('RPUSH jobs a b c\r\nSET word two\\ words\r\nSET "key with space" 12.5\r\n');
    for (let said = ""; said.split("\r\n").length < 4;) said += String((await once(socket, "data"))[0]);
    socket.destroy();
    const valueOf = async (command: string) => (await check(port, { command })).evidence.facts?.["redis.value"];

    expect(await valueOf("LLEN jobs")).toBe(3);
    expect(await valueOf('get "key with space"')).toBe(12.5);
    expect(await valueOf("GET nothing")).toBeNull();
    expect(await valueOf("TYPE jobs")).toBe("list");
    expect(await valueOf("INFO server")).toContain("redis_version:");
    expect((await check(port)).evidence.facts).toMatchObject({ "redis.role": "master", "redis.replicas": 0 });
    expect(gist(await check(port, { command: "GET jobs" }))).toBe("query_failed");
    expect(gist(await check(port, { user: "nobody", password }))).toBe("auth_failed");
  });
});
