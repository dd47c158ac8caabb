import { getAuthTables } from "better-auth/db";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { createDeps } from "../src/server/deps.ts";
import { handleForm } from "../src/server/forms.ts";
import { typedEmail } from "../src/server/typed-email.ts";
import { cookieOf, origin, password, startWeb } from "./web-fixture.ts";

const errorOf = (answer: Response) => new URL(answer.headers.get("location") ?? "", "http://x").searchParams.get("error");

it("lets the first person own the instance and gives them a team of their own", async () => {
  await using web = await startWeb({ SIGN_UP: "invited" });
  const ada = await web.person("ada@example.com");
  const me = await ada.call("session.me");
  expect(me.data).toMatchObject({
    person: { isInstanceOwner: true, emailVerified: true },
    teams: [{ role: "owner", name: "ada's team", slug: "ada-s-team" }],
  });
});

it("makes exactly one owner of two people who are first at once", async () => {
  await using web = await startWeb({ SIGN_UP: "open" });
  const answers = await Promise.all(["a@example.com", "b@example.com"].map(async (email) => await web.form("signup", { email, password })));
  expect(answers.map((answer) => answer.headers.get("location"))).toEqual(["/", "/"]);
  expect(await web.deps.db.prisma.user.count({ where: { isInstanceOwner: true } })).toBe(1);
  expect(await web.deps.db.prisma.user.count()).toBe(2);
});

it("refuses sign-up without an invitation once somebody owns the instance, whatever the address", async () => {
  await using web = await startWeb({ SIGN_UP: "invited" });
  await web.person("ada@example.com");
  for (const email of ["ada@example.com", "new@example.com"]) expect(errorOf(await web.form("signup", { email, password }))).toBe("closed");
});

it("closes sign-up to everybody, invited or not, when it is closed", async () => {
  await using web = await startWeb({ SIGN_UP: "closed" });
  const ada = await web.person("ada@example.com");
  const invited = await ada.call("members.invite", { team: ada.team, email: "bob@example.com", role: "viewer" });
  const { id } = invited.data as { id: string };
  expect(errorOf(await web.form("signup", { email: "bob@example.com", password, invitation: id }))).toBe("closed");
});

it("lets an invited person sign up with the invited address alone, and join", async () => {
  await using web = await startWeb({ SIGN_UP: "invited" });
  const ada = await web.person("ada@example.com");
  const invited = await ada.call("members.invite", { team: ada.team, email: "bob@example.com", role: "editor" });
  const { id, link, mailed } = invited.data as { id: string; link: string; mailed: boolean };
  expect({ link, mailed }).toEqual({ link: `http://localhost:3000/invite/${id}`, mailed: false });
  expect(errorOf(await web.form("signup", { email: "eve@example.com", password, invitation: id }))).toBe("closed");
  const signedUp = await web.form("signup", { email: "bob@example.com", password, invitation: id });
  expect(signedUp.headers.get("location")).toBe(`/invite/${id}`);
  const accepted = await web.form("accept", { invitation: id }, { cookie: cookieOf(signedUp) });
  expect(accepted.headers.get("location")).toBe(`/t/${ada.team}`);
  const bob = web.as(cookieOf(signedUp));
  expect((await bob.call("session.me")).data).toMatchObject({ teams: [{ slug: ada.team, role: "editor" }] });
  expect((await bob.call("members.accept", { invitationId: id })).status).toBe(404);
});

it("does not sign anybody in to an account that exists already", async () => {
  await using web = await startWeb();
  await web.person("ada@example.com");
  const again = await web.form("signup", { email: "ADA@example.com", password: "another long phrase" });
  expect([errorOf(again), cookieOf(again)]).toEqual(["exists", "vedette-typed=ADA%40example.com"]);
});

it("answers a wrong password and an unknown address alike", async () => {
  await using web = await startWeb();
  await web.person("ada@example.com");
  const wrong = await web.form("login", { email: "ada@example.com", password: "not the password" });
  const unknown = await web.form("login", { email: "nobody@example.com", password: "not the password" });
  expect([wrong.status, wrong.headers.get("location")]).toEqual([303, "/login?error=credentials"]);
  expect(JSON.stringify([...unknown.headers]).replace("nobody", "ada")).toBe(JSON.stringify([...wrong.headers]));
});

it("fills the e-mail field of a refused form again, without writing the address into any address", async () => {
  await using web = await startWeb({ PUBLIC_URL: "https://app.example.com" });
  const typed = "Ada+ünï@example.com; x";
  const refused = await web.form("login", { email: typed, password: "secret password" }, { origin: "https://app.example.com" });
  expect(refused.headers.get("location")).toBe("/login?error=input");
  const [cookie = ""] = refused.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-vedette-typed=[\w%+.-]+; Max-Age=60; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  expect(cookie).not.toContain("secret");
  expect(typedEmail(web.deps.env, new Headers({ cookie: `a=b; ${cookie.split(";")[0]}` }))).toBe(typed);
  for (const other of ["", "__Host-vedette-typed=%E0%A4%A", "vedette-typed=eve"])
    expect(typedEmail(web.deps.env, new Headers({ cookie: other }))).toBe("");
  expect(
    (await web.form("login", { email: "x".repeat(255), password }, { origin: "https://app.example.com" })).headers.getSetCookie(),
  ).toEqual([]);
});

it("says that the database is away to whoever signs in, and logs a failure of ours under a trace id", async () => {
  await using web = await startWeb();
  const away = createDeps({
    env: { ...web.deps.env, DATABASE_URL: "postgres://nobody:hunter2@127.0.0.1:1/nothing" },
    ring: async () => {},
    log: web.deps.log,
  });
  const request = new Request(`${origin}/api/form/logout`, {
    method: "POST",
    headers: { origin, "content-type": "application/x-www-form-urlencoded", cookie: (await web.person()).cookie },
    body: "",
  });
  const answer = await handleForm(away, "logout", request);
  expect([answer.status, await answer.text()]).toEqual([503, "The database does not answer at the moment. Try again shortly.\n"]);
  await away.close();
  expect(web.logged.join("")).toMatch(/"traceId":"[0-9a-f]{12}"/);
  expect(web.logged.join("")).not.toMatch(/hunter2/);
});

it("logs what happens to accounts by id and address of the client, and none of the secrets that were typed", async () => {
  await using web = await startWeb();
  const ada = await web.person("ada@example.com");
  const phone = await web.signIn("ada@example.com", password);
  await web.form("login", { email: "ada@example.com", password: "a wrong guess" });
  await ada.call("account.rename", { name: "Ada" });
  await ada.call("account.revokeOtherSessions");
  await ada.call("account.changePassword", { current: "not the password", next: "another long phrase" });
  const changed = await ada.call("account.changePassword", { current: password, next: "another long phrase" });
  const renewed = changed.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  await web.form("logout", {}, { cookie: renewed });
  const events = web.logged
    .map((line) => JSON.parse(line) as { event?: string; userId?: string | null; ip?: string })
    .filter((line) => line.event !== undefined); // safe because pino writes objects
  expect(events.map((line) => line.event?.slice("account.".length))).toEqual([
    "signed-up",
    "signed-in",
    "sign-in-refused",
    "renamed",
    "other-sessions-revoked",
    "password-change-refused",
    "password-changed",
    "signed-out",
  ]);
  expect(events.every((line) => line.event === "account.sign-in-refused" || line.userId === ada.userId)).toBe(true);
  expect(events.at(-1)?.ip).toBe("203.0.113.7");
  const text = web.logged.join("");
  for (const secret of [
    password,
    "a wrong guess",
    "not the password",
    "another long phrase",
    "ada@example.com",
    ada.cookie,
    phone.cookie,
    renewed,
  ])
    expect(text).not.toContain(secret);
});

it("refuses passwords that are short, long or common, each with its own word", async () => {
  await using web = await startWeb();
  for (const [typed, code] of [
    ["short", "password-short"],
    ["x".repeat(129), "password-long"],
    ["Password1234", "password-common"],
    ["abababababab", "password-common"],
  ] as const) {
    expect(errorOf(await web.form("signup", { email: "ada@example.com", password: typed }))).toBe(code);
  }
});

it("stops guessing after 20 tries at one account, whatever address they come from, and after 100 from one network", async () => {
  await using web = await startWeb();
  await web.person("ada@example.com");
  const guess = async (email: string, ip: string) =>
    errorOf(await web.form("login", { email, password: "a wrong guess" }, { "x-vedette-client-ip": ip }));
  const onAccount = [];
  for (let i = 0; i < 21; i++) onAccount.push(await guess("ada@example.com", `198.51.100.${i}`));
  expect(onAccount).toEqual([...Array.from({ length: 20 }, () => "credentials"), "limit"]);
  for (let i = 0; i < 100; i++) await web.deps.limits.attempt({ ip: `2001:db8:0:1::${i.toString(16)}` });
  expect(await guess("other@example.com", "2001:db8:0:1:ffff::1")).toBe("limit");
  expect(await guess("other@example.com", "2001:db8:0:2::1")).toBe("credentials");
}, 60_000);

it("lets the owner in from a browser they have used before, while others guess at the account", async () => {
  await using web = await startWeb();
  await web.person("ada@example.com");
  const used = cookieOf(await web.form("login", { email: "ada@example.com", password }));
  for (let i = 0; i < 20; i++)
    await web.form("login", { email: "ada@example.com", password: "a wrong guess" }, { "x-vedette-client-ip": `198.51.100.${i}` });
  const login = async (cookie: string) =>
    errorOf(await web.form("login", { email: "ada@example.com", password }, { cookie, "x-vedette-client-ip": "192.0.2.1" }));
  expect(await login("")).toBe("limit");
  expect(await login(used)).toBeNull();
  expect(await login(used.replace(/vedette-device=\w/, "vedette-device=_"))).toBe("limit");
}, 60_000);

it("ends every other session when the password changes, and this one goes on under a new key", async () => {
  await using web = await startWeb();
  const ada = await web.person("ada@example.com");
  const phone = await web.signIn("ada@example.com", password);
  expect((await phone.call("session.me")).status).toBe(200);
  const next = "another long phrase";
  expect((await ada.call("account.changePassword", { current: "not the password", next })).error?.data.field).toBe("current");
  const changed = await ada.call("account.changePassword", { current: password, next });
  expect(changed.status).toBe(200);
  expect((await phone.call("session.me")).status).toBe(401);
  expect((await ada.call("session.me")).status).toBe(401);
  const renewed = changed.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
  expect((await web.as(renewed).call("session.me")).status).toBe(200);
  expect((await (await web.signIn("ada@example.com", next)).call("session.me")).status).toBe(200);
});

it("ends nobody else's sessions", async () => {
  await using web = await startWeb();
  const [ada, bob] = [await web.person(), await web.person()];
  const [bobs] = (await bob.call("account.sessions")).data as { id: string }[];
  expect((await ada.call("account.revokeSession", { sessionId: bobs?.id })).status).toBe(404);
  expect((await ada.call("account.revokeOtherSessions")).status).toBe(200);
  expect((await bob.call("session.me")).status).toBe(200);
  expect((await ada.call("account.sessions")).data).not.toContainEqual(expect.objectContaining({ id: bobs?.id }));
});

it("ends a session that is revoked from another browser, and at sign-out", async () => {
  await using web = await startWeb();
  const ada = await web.person("ada@example.com");
  const phone = await web.signIn("ada@example.com", password);
  const sessions = (await ada.call("account.sessions")).data as { id: string; current: boolean }[];
  expect(sessions.filter((session) => session.current)).toHaveLength(1);
  expect(sessions).toHaveLength(2);
  const other = sessions.find((session) => !session.current)?.id;
  expect((await ada.call("account.revokeSession", { sessionId: other })).status).toBe(200);
  expect((await phone.call("session.me")).status).toBe(401);
  await web.form("logout", {}, { cookie: ada.cookie });
  expect((await ada.call("session.me")).status).toBe(401);
});

it("keeps no key of a session at rest, while sessions go on, are renewed and end", async () => {
  const nowMs = Date.now();
  await using web = await startWeb();
  const ada = await web.person("ada@example.com");
  const key = decodeURIComponent(ada.cookie.split("=")[1] ?? "").split(".")[0] ?? "";
  const { session } = web.deps.db.prisma;
  const { id, token } = await session.findFirstOrThrow();
  expect([key.length, token]).toEqual([32, createHash("sha256").update(key).digest("hex")]);
  // What the table holds is no key: signed or not, it opens nothing.
  const forged = await web.deps.auth.$context.then(async (context) => await context.internalAdapter.findSession(token));
  expect(forged).toBeNull();
  await session.update({ where: { id }, data: { expiresAt: new Date(nowMs + 86_400_000) } });
  const renewed = await ada.call("session.me");
  expect([renewed.status, renewed.headers.getSetCookie()[0]]).toEqual([200, expect.stringContaining(ada.cookie)]);
  const { expiresAt } = await session.findFirstOrThrow();
  expect(expiresAt.getTime()).toBeGreaterThan(nowMs + 6 * 86_400_000);
  await session.update({ where: { id }, data: { expiresAt: new Date(nowMs - 1_000) } });
  expect((await ada.call("session.me")).status).toBe(401);
});

it("ends a session 30 days after its beginning, however much it is used", async () => {
  let nowMs = Date.now();
  await using web = await startWeb({}, () => nowMs);
  const ada = await web.person();
  expect((await ada.call("session.me")).status).toBe(200);
  nowMs += 30 * 86_400_000 + 60_000;
  await web.deps.db.prisma.session.updateMany({ data: { updatedAt: new Date(nowMs - 1_000) } });
  expect((await ada.call("session.me")).status).toBe(401);
});

it("confirms the address and resets the password by mail, where the instance has a mail server", async () => {
  await using web = await startWeb({ SMTP_URL: "smtp://127.0.0.1:25", MAIL_FROM: "vedette@example.com" });
  await web.person("owner@example.com");
  const signedUp = await web.form("signup", { email: "bob@example.com", password });
  expect(signedUp.headers.get("location")).toBe("/login?notice=confirm&next=%2F");
  expect(errorOf(await web.form("login", { email: "bob@example.com", password }))).toBe("confirm");
  // An address that has an account answers like a new one.
  expect((await web.form("signup", { email: "bob@example.com", password })).headers.get("location")).toBe("/login?notice=confirm&next=%2F");

  const tokens = await systemMails(web.deps);
  expect(tokens.map((mail) => mail.to)).toEqual(Array.from({ length: 3 }, () => "bob@example.com"));
  const confirmed = await web.form("verify", { token: tokenIn(tokens[0]?.text) });
  expect(confirmed.headers.get("location")).toBe("/login?notice=confirmed");
  const bob = await web.signIn("bob@example.com", password);
  expect((await bob.call("session.me")).status).toBe(200);

  for (const email of ["bob@example.com", "nobody@example.com"])
    expect((await web.form("forgot", { email })).headers.get("location")).toBe("/forgot?notice=reset-sent");
  // Known or not, nobody waits for the mail.
  await vi.waitFor(async () => expect((await systemMails(web.deps)).length).toBe(tokens.length + 1), { timeout: 10_000 });
  const reset = (await systemMails(web.deps)).at(-1);
  const next = "another long phrase";
  expect((await web.form("reset", { token: tokenIn(reset?.text), password: next })).headers.get("location")).toBe(
    "/login?notice=reset-done",
  );
  expect((await bob.call("session.me")).status).toBe(401);
  expect(errorOf(await web.form("reset", { token: tokenIn(reset?.text), password: next }))).toBe("token");
  expect((await (await web.signIn("bob@example.com", next)).call("session.me")).status).toBe(200);
});

it("says that it cannot send mail instead of pretending to", async () => {
  await using web = await startWeb();
  await web.person("ada@example.com");
  expect(errorOf(await web.form("forgot", { email: "ada@example.com" }))).toBe("no-mail");
});

it("takes forms from its own pages alone", async () => {
  await using web = await startWeb();
  await web.person("ada@example.com");
  const fields = { email: "ada@example.com", password };
  expect(errorOf(await web.form("login", fields, { origin: "https://evil.example" }))).toBe("origin");
  expect(errorOf(await web.form("login", fields, { "sec-fetch-site": "cross-site" }))).toBe("origin");
  expect(errorOf(await web.form("login", fields, { "content-type": "text/plain" }))).toBe("input");
});

it("does not send anybody to another host after sign-in", async () => {
  await using web = await startWeb();
  await web.person("ada@example.com");
  for (const next of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/t/x\r\nset-cookie: a=b"]) {
    expect((await web.form("login", { email: "ada@example.com", password, next })).headers.get("location")).toBe("/");
  }
});

it("protects the session cookie as far as the address allows", async () => {
  await using plain = await startWeb();
  const [insecure = ""] = (await plain.form("signup", { email: "ada@example.com", password })).headers.getSetCookie();
  expect(insecure).toMatch(/^vedette-insecure=.*; HttpOnly; SameSite=Lax/);
  await using secure = await startWeb({ PUBLIC_URL: "https://app.example.com" });
  const [cookie = ""] = (
    await secure.form("signup", { email: "ada@example.com", password }, { origin: "https://app.example.com" })
  ).headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-vedette=.*; Path=\/; HttpOnly; Secure; SameSite=Lax/);
  expect(cookie).not.toMatch(/domain/i);
});

it("keeps every table and column that the sign-in library expects in the Prisma schema", async () => {
  await using web = await startWeb();
  const schema = readFileSync(join(import.meta.dirname, "../../../prisma/schema.prisma"), "utf8");
  for (const table of Object.values(getAuthTables(web.deps.auth.options))) {
    const model = new RegExp(`model ${table.modelName} \\{([^}]*)\\}`, "i").exec(schema)?.[1];
    expect(model, table.modelName).toMatch(/\bid\b/);
    for (const [field, { fieldName }] of Object.entries(table.fields))
      expect(model, `${table.modelName}.${field}`).toMatch(new RegExp(`^\\s+${fieldName ?? field}\\s`, "m"));
  }
});

async function systemMails(deps: {
  db: { prisma: { outbox: { findMany: (query: object) => Promise<{ key: string; sealed: Uint8Array | null }[]> } } };
  sealer: { open: (sealed: Buffer, context: string) => string };
}) {
  const rows = await deps.db.prisma.outbox.findMany({ where: { type: "system.mail" }, orderBy: { createdAt: "asc" } });
  // safe because only `queueSystemMail` writes these rows
  return rows.map(
    (row) => JSON.parse(deps.sealer.open(Buffer.from(row.sealed ?? []), `system mail ${row.key}`)) as { to: string; text: string },
  );
}

function tokenIn(text: string | undefined): string {
  return decodeURIComponent(/token=(\S+)/.exec(text ?? "")?.[1] ?? "");
}
