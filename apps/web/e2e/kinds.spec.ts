import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { expect, test } from "./fixtures.ts";

test("whatever is pasted becomes the right kind, and what a real check saw becomes conditions", async ({ openAs, team }) => {
  await using server = await startScriptedServer((_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('{"status":"ok","queue":{"depth":3}}'),
  );
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/monitors/new`);
  await page.getByLabel("What should we watch?").fill(`curl -H 'X-Probe: yes' ${server.url}/health --retry 3`);
  await expect(page.getByText("--retry")).toBeVisible();
  await expect(page.getByLabel("Kind", { exact: true })).toHaveValue("http");
  await expect(page.getByText("It is up")).toBeVisible();
  expect(server.requests.at(-1)?.headers["x-probe"]).toBe("yes");

  await page.getByRole("button", { name: 'json "$.status" == "ok"' }).first().click();
  await page.getByRole("button", { name: 'Add the condition json "$.queue.depth" == 3' }).click();
  await page.getByRole("button", { name: "Edit as text" }).click();
  const conditions = page.getByLabel("Conditions as text, one a line");
  await expect(conditions).toHaveValue('json "$.status" == "ok"\njson "$.queue.depth" == 3');
  await conditions.fill('json "$.status" == "ok"\njson "$.queue.depth" => 3');
  await expect(page.getByText("It is up")).toBeVisible();
  await expect(page.getByText("Line 2, column 22")).toBeVisible();
  await conditions.fill('json "$.status" == "ok"\njson "$.queue.depth" < 3 else degraded');
  await expect(page.getByText('Expected json "$.queue.depth" < 3; it was 3.')).toBeVisible();
  await page.getByRole("button", { name: "Edit as rows" }).click();
  await expect(page.getByRole("combobox", { name: "Severity of condition 2" })).toHaveValue("degraded");
  await page.getByLabel("Unit of the interval").selectOption({ label: "seconds" });
  await page.getByRole("button", { name: "Start monitoring" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Degraded" })).toBeVisible({ timeout: 20_000 });
});

test("a condition that was just added is complained about once it is left or the form is sent, not before", async ({ openAs, team }) => {
  const { page } = await openAs("editor");
  await page.goto(`/t/${team.slug}/monitors/new`);
  await page.getByLabel("What should we watch?").fill("http://127.0.0.1:9/");
  const conditions = page.getByRole("group", { name: "Conditions" });
  const complaints = conditions.getByRole("alert");
  await conditions.getByRole("button", { name: "Add a condition" }).click();
  await expect(page.getByLabel("Subject of condition 1")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Operator of condition 1")).toBeFocused();
  await expect(complaints).toHaveCount(0);
  await page.getByLabel("Value of condition 1").fill("200");
  await conditions.getByRole("button", { name: "Add a condition" }).click();
  await expect(page.getByLabel("Subject of condition 2")).toBeFocused();
  await expect(complaints).toHaveCount(0);
  await page.getByRole("button", { name: "Start monitoring" }).click();
  await expect(complaints).toHaveCount(1);
  await page.getByLabel("Value of condition 2").fill("204");
  await expect(complaints).toHaveCount(0);
  await conditions.getByRole("button", { name: "Add a condition" }).click();
  await page.getByLabel("Value of condition 3").press("Enter");
  await expect(complaints).toHaveCount(1);
});

test("whoever corrects an address keeps what was typed beside it, and hears why another cannot be read", async ({ openAs, team }) => {
  await using server = await startScriptedServer((_request, response) => response.end('{"status":"ok"}'));
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/monitors/new`);
  const address = page.getByLabel("What should we watch?");
  await address.fill(`localhost:${server.port}/healthy`);
  await expect(page.getByText("It is up")).toBeVisible();
  await page.getByRole("button", { name: 'Add the condition json "$.status" == "ok"' }).click();
  await page.getByLabel("Expected status").fill("200");
  await address.press("End");
  await address.press("Backspace");
  await expect(page.getByText(`GET http://localhost:${server.port}/health`, { exact: true })).toBeVisible();
  await expect(page.getByRole("list", { name: "Conditions" })).toContainText("holds");
  await expect(page.getByLabel("Expected status")).toHaveValue("200");

  const settings = page.getByText("All settings", { exact: true });
  const redirects = page.getByLabel("Redirects to follow");
  await settings.click();
  await redirects.fill("99");
  await redirects.fill("9");
  await expect(redirects).toBeVisible();
  await redirects.fill("99");
  await settings.click();
  await expect(redirects).not.toBeVisible();
  await page.getByRole("button", { name: "Start monitoring" }).click();
  await expect(redirects).toBeFocused();
  await expect(page.getByText("At most 10 redirects are followed.")).toBeInViewport();

  await address.fill("htps://example.com");
  await address.blur();
  await expect(page.getByText("Did you mean https://example.com?")).toBeVisible();
  await address.fill("curl ftp://example.com");
  await expect(page.getByText("Paste the ftp:// address alone.")).toBeVisible();
  await expect(page.getByLabel("Expected status")).toHaveValue("200");
});

test("a password goes to no other place by itself while an address is corrected", async ({ openAs, team }) => {
  const asked: (string | undefined)[] = [];
  await using server = await startScriptedServer((request, response) => {
    asked.push(request.headers.host?.split(":")[0]);
    response.end();
  });
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/monitors/new`);
  const address = page.getByLabel("What should we watch?");
  await address.fill(`curl -u ann:hunter2 http://localhost:${server.port}/`);
  await expect(page.getByText("It is up")).toBeVisible();
  await address.fill(`curl -u ann:hunter2 http://127.0.0.1:${server.port}/`);
  await expect(page.getByText("What is secret would go to another place than before.")).toBeVisible();
  await page.getByLabel("Expected status").fill("200");
  await address.press("Enter");
  await expect(page.getByText(`GET http://127.0.0.1:${server.port}/`, { exact: true })).toBeVisible();
  expect(asked).toEqual(["localhost", "127.0.0.1"]);
});

test("an address without a scheme becomes what answers there, until a kind is chosen by hand", async ({ openAs, team }) => {
  await using web = await startScriptedServer(200);
  await using shell = await startTcpServer((socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n"));
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/monitors/new`);
  const address = page.getByLabel("What should we watch?");
  const kind = page.getByLabel("Kind", { exact: true });
  await address.fill(`127.0.0.1:${web.port}`);
  await expect(page.getByText(`GET http://127.0.0.1:${web.port}/`)).toBeVisible();
  await address.fill(`127.0.0.1:${shell.port}`);
  await expect(kind).toHaveValue("ssh");
  await expect(page.getByText("It is up")).toBeVisible();
  await kind.selectOption("tcp");
  await address.fill(`127.0.0.1:${web.port}`);
  await expect(page.getByText("It is up")).toBeVisible();
  await expect(kind).toHaveValue("tcp");
});

test("Enter right after an address asks for its check, and starts only what was seen", async ({ openAs, team }) => {
  await using server = await startScriptedServer(200);
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/monitors/new`);
  const address = page.getByLabel("What should we watch?");
  await address.fill(`${server.url}/entered`);
  await address.press("Enter");
  await expect(page.getByText("It is up")).toBeVisible();
  expect(page.url()).toContain("/monitors/new");
  await address.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /127\.0\.0\.1/ })).toBeVisible();
});

test("a port is watched as what usually listens there, and its password is never shown again", async ({ openAs, team }) => {
  await using server = await startTcpServer((socket) =>
    socket.on("data", (chunk: Buffer) =>
      socket.write(chunk.includes("AUTH") ? "-WRONGPASS invalid username-password pair\r\n" : "+PONG\r\n"),
    ),
  );
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/monitors/new`);
  await page.getByLabel("What should we watch?").fill(`redis://:hunter2@127.0.0.1:${server.port}`);
  await expect(page.getByLabel("Kind", { exact: true })).toHaveValue("redis");
  await expect(page.getByText("The server refuses the user or the password.")).toBeVisible();
  await page.getByRole("button", { name: "Start monitoring" }).click();
  await page.waitForURL(/monitors\/[0-9a-f-]{36}$/);
  await page.goto(`${page.url()}/edit`);
  await expect(page.getByLabel("Password")).toHaveValue("•".repeat(8));
  expect(await page.content()).not.toContain("hunter2");
});

test("a heartbeat waits for its ping, and a group follows it", async ({ openAs, team, edgeUrl }) => {
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/monitors/new`);
  await page.getByLabel("Kind", { exact: true }).selectOption({ label: "Heartbeat" });
  await expect(page.getByRole("region", { name: "Result of a real check" })).toHaveCount(0);
  await page.getByLabel("Name", { exact: true }).fill("Nightly backup");
  await expect(page.getByLabel("Unit of A ping at least every")).toHaveValue("days");
  await page.getByLabel("Unit of A ping at least every").selectOption("minutes");
  await page.getByLabel("A ping at least every", { exact: true }).fill("5");
  await expect(page.getByLabel("Failures to open")).toHaveValue("1");
  await page.getByRole("button", { name: "Start monitoring" }).click();
  await expect(page.getByText("every 5 minutes")).toBeVisible();
  const address =
    (await page
      .getByText(/\/ping\/[0-9a-f-]{36}$/)
      .first()
      .textContent()) ?? "";
  expect(address).toContain(edgeUrl);
  await expect(page.getByRole("status").filter({ hasText: "Up" })).toHaveCount(0);
  const answer = await fetch(address, { method: "POST", body: "12 files" });
  expect([answer.status, await answer.text()]).toEqual([200, "OK"]);
  await expect(page.getByRole("status").filter({ hasText: "Up" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("12 files").first()).toBeVisible();

  await page.goto(`/t/${team.slug}/monitors/new`);
  await page.getByLabel("Kind", { exact: true }).selectOption({ label: "Group" });
  await page.getByLabel("Name", { exact: true }).fill("Backups");
  await page.getByRole("button", { name: "Start monitoring" }).click();
  await expect(page.getByText("Choose at least one monitor.")).toBeVisible();
  await page.getByLabel("Find a monitor by name").fill("night");
  await page.getByLabel("Nightly backup").check();
  await page.getByRole("button", { name: "Start monitoring" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Up" })).toBeVisible({ timeout: 20_000 });
});

test("steps of a sequence have conditions of their own, and the one that is broken names its step", async ({ openAs, team }) => {
  await using server = await startScriptedServer((request, response) =>
    request.path === "/login"
      ? response.end('{"token":"t0ken-of-today","ok":true}')
      : response.end(`{"as":"${request.headers.authorization}"}`),
  );
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/monitors/new`);
  await page.getByLabel("Kind", { exact: true }).selectOption({ label: "HTTP sequence" });
  const steps = page.getByRole("group", { name: "Steps" });
  await steps.getByRole("button", { name: "Add a step" }).click();
  const first = steps.getByRole("listitem").first();
  await expect(first.getByLabel("Name", { exact: true })).toBeFocused();
  await first.getByLabel("Name", { exact: true }).fill("Sign in");
  await first.getByLabel("Address").fill(`${server.url}/login`);
  await first.getByRole("group", { name: "Conditions" }).getByRole("button", { name: "Edit as text" }).click();
  await first.getByLabel("Conditions as text, one a line").fill('json "$.ok" => true');
  await expect(first.getByText("Line 1, column 13")).toBeVisible();
  await first.getByLabel("Conditions as text, one a line").fill('json "$.ok" == true');
  const values = first.getByRole("group", { name: "Values for later steps" });
  await values.getByRole("button", { name: "Add a value" }).click();
  await values.getByLabel("Name", { exact: true }).fill("token");
  await values.getByLabel("From").selectOption({ label: "Pattern in the body" });
  await values.getByLabel("Where").fill('"token":"([^"]+)"');
  await steps.getByRole("button", { name: "Add a step" }).click();
  const second = steps.locator(":scope > ol > li").nth(1);
  await second.getByLabel("Name", { exact: true }).fill("Call");
  await second.getByLabel("Address").fill(`${server.url}/items`);
  await second.getByLabel("Sign in", { exact: true }).selectOption({ label: "Bearer token" });
  await second.getByLabel("Token", { exact: true }).fill("abc");
  await expect(page.getByText("A secret this short cannot be hidden in what is kept of an answer.")).toBeVisible();
  await second.getByLabel("Token", { exact: true }).fill("other-token");
  await second.getByRole("group", { name: "Conditions" }).getByRole("button", { name: "Edit as text" }).click();
  await second.getByLabel("Conditions as text, one a line").fill('json "$.as" == "Bearer t0ken-of-today"');
  await expect(page.getByText(/in step 2, Call; it was/)).toBeVisible();
  expect(server.requests.at(-1)?.headers.authorization).toBe("Bearer other-token");
});
