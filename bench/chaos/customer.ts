// customer.ts WEB EDGE LOG SEED: somebody who uses the product all the while. In the admin UI they create, rename, delete and restore
// monitors, one change at a time, each repeated until it is answered; a job of theirs pings one of them. What was answered well is in LOG
// before the next is asked. On SIGTERM the change under way is brought to its end.
import { randomUUID } from "node:crypto";
import { openSync, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { between, oneOf, seededRandom } from "@vedette/testkit/seeded-random";
import type { AnswerLine } from "./logs.ts";

const [web = "", edge = "", log = "", seed = ""] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const file = openSync(log, "a");
const write = (line: AnswerLine) => void writeSync(file, `${JSON.stringify(line)}\n`);

let isOver = false;
process.once("SIGTERM", () => (isOver = true));

/** Null: no answer, or one that says that the fault is not ours; what was asked may have happened or not. */
async function request(url: string, options: RequestInit): Promise<{ answer: Response; text: string } | null> {
  try {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000), ...options });
    const text = await answer.text();
    return answer.status >= 500 ? null : { answer, text };
  } catch {
    return null;
  }
}

async function persist<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await attempt();
    if (answer !== null) return answer;
    await delay(250);
  }
}

/** Somebody else each time: whether an attempt without an answer made a person cannot be known. */
const cookie = await persist(async () => {
  const body = new URLSearchParams({ email: `${randomUUID()}@acme.example`, password: "correct horse battery staple" });
  const answered = await request(`${web}/api/form/signup`, { method: "POST", headers: { origin: web }, body });
  const cookies = answered?.answer.headers.getSetCookie().map((each) => each.split(";")[0]) ?? [];
  return cookies.length === 0 ? null : cookies.join("; ");
});

type Code = "conflict" | "not_found";
type Answer<Data> = { data: Data; refusal: null } | { data: null; refusal: Code };
const headers = { cookie, origin: web, "x-vedette": "1", "content-type": "application/json" };

/** `Data` is what the procedure answers with, as far as it matters here. Any refusal but those of `Code` is a bug, and ends this program. */
async function ask<Data>(path: string, input: object, how: "GET" | "POST" = "POST"): Promise<Answer<Data>> {
  const json = JSON.stringify(input);
  const url = `${web}/api/trpc/${path}`;
  const get = async () => await request(`${url}?input=${encodeURIComponent(json)}`, { headers });
  const post = async () => await request(url, { method: "POST", headers, body: json });
  const { text } = await persist(how === "GET" ? get : post);
  type Body = { result: { data: Data }; error?: { message: string; data: { appCode: Code } } };
  const { result, error } = JSON.parse(text) as Body; // safe because tRPC answers so
  if (error === undefined) return { data: result.data, refusal: null };
  if (["conflict", "not_found"].includes(error.data.appCode)) return { data: null, refusal: error.data.appCode };
  throw new Error(`${path}: ${error.message}`);
}

type Monitor = { id: string; name: string; version: number };
const me = await ask<{ teams: { slug: string }[] }>("session.me", {}, "GET");
const team = me.data?.teams[0]?.slug ?? "";
let names = 0;
const inputOf = (name: string, spec: object) => ({ name, spec, intervalMs: 60_000 });
const manual = { kind: "manual" };

async function create(name: string, spec: object): Promise<Monitor> {
  const { data } = await ask<Monitor>("monitors.create", { team, creationKey: randomUUID(), monitor: inputOf(name, spec) });
  if (data === null) throw new Error(`${name} could not be created`);
  write({ did: "created", monitorId: data.id, name });
  return data;
}

/** After an attempt without an answer its repetition is a conflict; then the name says whether it had happened. */
async function rename({ id, version }: Monitor): Promise<Monitor> {
  const name = `E${names++}`;
  let last = version;
  for (;;) {
    const { data } = await ask<Monitor>("monitors.update", { team, monitorId: id, version: last, monitor: inputOf(name, manual) });
    const current = data ?? (await ask<Monitor>("monitors.get", { team, monitorId: id }, "GET")).data;
    if (current === null) throw new Error(`${id} is gone`);
    if (current.name === name) {
      write({ did: "updated", monitorId: id, name });
      return current;
    }
    last = current.version;
  }
}

/** Refused where an attempt without an answer had deleted it. */
async function removeOrRestore({ id, name }: Monitor, isDeleted: boolean): Promise<void> {
  await ask(isDeleted ? "monitors.restore" : "monitors.remove", { team, monitorIds: [id] });
  write({ did: isDeleted ? "restored" : "deleted", monitorId: id, name });
}

async function edit(): Promise<void> {
  const own: [{ monitor: Monitor; isDeleted: boolean }] = [{ monitor: await create(`E${names++}`, manual), isDeleted: false }];
  while (!isOver) {
    const one = oneOf(random, own);
    const luck = random();
    if (luck < 0.15 && own.length < 200) own.push({ monitor: await create(`E${names++}`, manual), isDeleted: false });
    else if (luck < 0.4 || one.isDeleted) {
      await removeOrRestore(one.monitor, one.isDeleted);
      one.isDeleted = !one.isDeleted;
    } else one.monitor = await rename(one.monitor);
    await delay(between(random, 20, 200));
  }
}

/** No ping is repeated: each is another one, of which nothing is known where it was not answered. */
async function ping(): Promise<void> {
  const { id } = await create("Job", { kind: "heartbeat" });
  const { data } = await ask<{ addresses: { byId: string } }>("monitors.heartbeat", { team, monitorId: id }, "GET");
  const { pathname } = new URL(data?.addresses.byId ?? "");
  while (!isOver) {
    const name = randomUUID();
    const answered = await request(`${edge}${pathname}/log`, { method: "POST", body: name });
    if (answered?.answer.status === 200) write({ did: "pinged", monitorId: id, name });
    await delay(1_100);
  }
}

await Promise.all([edit(), ping()]);
