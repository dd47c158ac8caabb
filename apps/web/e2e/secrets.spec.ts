import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expect, test } from "./fixtures.ts";

test("an outage from its check to its alert leaves no secret behind: on no page, in no log, no file of the database, no message", async ({
  owner,
  openAs,
  team,
  dataDir,
}) => {
  const canary = `canary-${randomBytes(8).toString("hex")}`;
  const plain = randomBytes(8).toString("hex");
  // A target that fails and says all that it was sent.
  await using target = await startScriptedServer((request, response) =>
    response
      .writeHead(500, { "x-said": JSON.stringify(request.headers) })
      .end(`${request.path} ${JSON.stringify(request.headers)} ${request.body}`),
  );
  await using receiver = await startScriptedServer(500);
  await owner.api.channels.create.mutate({
    team: team.slug,
    channel: { name: "Hook", target: { kind: "webhook", url: `${receiver.url}/${canary}-hook` } },
  });
  const monitor = await owner.api.monitors.create.mutate({
    team: team.slug,
    creationKey: randomUUID(),
    monitor: {
      name: `Echo ${plain}`,
      intervalMs: 1_000,
      spec: {
        kind: "http",
        url: `${target.url}/echo?key={{key}}`,
        method: "POST",
        timeoutMs: 1_000,
        auth: { type: "basic", user: "ops", password: `${canary}-password` },
        body: { type: "raw", text: "{{key}} {{other}}" },
        secrets: [
          { name: "key", value: `${canary}/key +` },
          { name: "other", value: `${canary}-other` },
        ],
      },
    },
  });
  await expect.poll(() => receiver.requests.length, { timeout: 30_000 }).toBeGreaterThan(0);
  expect(target.requests[0]?.body).toContain(canary);

  const { page } = await openAs("owner");
  const { openIncidentId } = await owner.api.monitors.get.query({ team: team.slug, monitorId: monitor.id });
  const base = `/t/${team.slug}`;
  const monitorPage = `${base}/monitors/${monitor.id}`;
  for (const path of [
    monitorPage,
    `${monitorPage}/checks`,
    `${monitorPage}/edit`,
    `${base}/incidents/${openIncidentId}`,
    `${base}/alerts`,
    `${base}/settings/audit`,
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    for (const text of [await page.content(), await (await page.request.get(path)).text()])
      expect(
        formsOf(canary).filter((form) => text.includes(form)),
        path,
      ).toEqual([]);
  }
  for (const { body } of receiver.requests) expect(formsOf(canary).filter((form) => body.includes(form))).toEqual([]);
  const found = filesIn(dataDir).filter((file) => formsOf(canary).some((form) => readFileSync(file).includes(form)));
  expect(found).toEqual([]);
  expect(filesIn(dataDir).some((file) => readFileSync(file).includes(plain))).toBe(true);
});

/** A text as it may lie about: plain, hexadecimal, and in base64 at each of the three places at which it can begin. */
function formsOf(text: string): string[] {
  const inBase64 = [0, 1, 2].map((before) =>
    Buffer.from(" ".repeat(before) + text)
      .toString("base64")
      .slice(before === 0 ? 0 : before + 1, -4),
  );
  return [text, Buffer.from(text).toString("hex"), ...inBase64];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}
