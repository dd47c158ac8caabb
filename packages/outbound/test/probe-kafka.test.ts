import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { type KafkaAnswers, kafkaBody, kafkaCluster, speakKafka } from "./kafka-script.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";

const password = "correct horse";
const cluster = kafkaCluster(["PLAIN", "SCRAM-SHA-512"], "watch", password);

itKeepsTheContract({
  kind: "kafka",
  spec: (host, port) => ({ kind: "kafka", host, port, topic: "orders", signIn: "PLAIN", user: "watch", password }),
  serve: speakKafka(cluster),
  secrets: [password],
});

async function check(port: number, input: Record<string, unknown> = {}) {
  const spec = MonitorSpec.parse({ kind: "kafka", host: "127.0.0.1", port, timeoutMs: 2_000, user: "watch", password, ...input });
  if (!isActive(spec)) throw new Error("not probed");
  return await conclusive(() => probe(spec, localDeps, never, "detailed"));
}

it.each(["none", "PLAIN", "SCRAM-SHA-512"])(
  "counts partitions, those without a leader and those with replicas behind (%s)",
  async (signIn) => {
    await using server = await startTcpServer(speakKafka(cluster));
    const result = await check(server.port, { topic: "orders", signIn });
    expect(result.evidence.facts).toMatchObject({
      "kafka.brokers": 3,
      "kafka.topic_partitions": 3,
      "kafka.offline_partitions": 1,
      "kafka.under_replicated": 2,
    });
    expect(JSON.stringify(result)).not.toMatch(/[prsv]=[\w+/]{8}/);
  },
);

it("asks for the brokers alone when there is no topic, and never lets a topic be created", async () => {
  const asked: Buffer[] = [];
  const session = (): KafkaAnswers => {
    const answers = cluster();
    return { ...answers, 3: (request) => (asked.push(Buffer.from(request)), answers[3]?.(request) ?? Buffer.alloc(0)) };
  };
  await using server = await startTcpServer(speakKafka(session));
  expect((await check(server.port)).evidence.facts).toMatchObject({ "kafka.brokers": 3 });
  await check(server.port, { topic: "orders" });
  // An empty list of topics, and allow_auto_topic_creation false at the end of both.
  expect(asked.map((request) => request.toString("hex"))).toEqual(["0000000000", "0000000100066f726465727300"]);
});

it.each<[string, KafkaAnswers, Record<string, unknown>, string, string]>([
  ["another password", {}, { signIn: "PLAIN", password: "wrong" }, "auth_failed", "SASL_AUTHENTICATION_FAILED"],
  ["another password in SCRAM", {}, { signIn: "SCRAM-SHA-512", password: "wrong" }, "auth_failed", "SASL_AUTHENTICATION_FAILED"],
  ["a way of signing in that is not offered", {}, { signIn: "SCRAM-SHA-256" }, "auth_failed", "PLAIN, SCRAM-SHA-512"],
  [
    "a broker that knows no password",
    { 36: (request) => kafkaBody([0], null, request.includes("n,,") ? Buffer.concat([kafkaBody(0)]) : 0) },
    { signIn: "SCRAM-SHA-512" },
    "protocol_error",
    "",
  ],
  ["a topic that is not there", {}, { topic: "nothing" }, "query_failed", "UNKNOWN_TOPIC_OR_PARTITION"],
  ["a broker that is too old", { 18: () => kafkaBody([0], 1, [3], [0], [1]) }, {}, "query_failed", "Metadata 0 to 1"],
  ["a count that cannot be", { 3: () => kafkaBody(0, 2_000_000_000) }, {}, "protocol_error", ""],
])("names %s", async (_name, answers, input, failure, detail) => {
  await using server = await startTcpServer(speakKafka(() => ({ ...cluster(), ...answers })));
  const result = await check(server.port, input);
  expect(gist(result)).toBe(failure);
  expect(result.evidence.detail ?? "").toContain(detail);
});
