import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { isProtected, readEnv } from "./env.ts";

const good = {
  DATABASE_URL: "postgres://u:p@127.0.0.1/v",
  AUTH_SECRET: randomBytes(32).toString("hex"),
  MASTER_KEY: randomBytes(32).toString("base64"),
  PUBLIC_URL: "https://app.example.com/",
  EDGE_URL: "https://status.example.com",
};

it("reads a complete environment; sign-up is for the first person and the invited unless it says otherwise", () => {
  expect(readEnv(good)).toMatchObject({
    PUBLIC_URL: "https://app.example.com",
    SIGN_UP: "invited",
    sendsMail: false,
    TRUSTED_PROXIES: 0,
    WEB_PORT: 3_000,
  });
});

it("names every problem at once", () => {
  const told = () =>
    readEnv({ ...good, AUTH_SECRET: "  ", MASTER_KEY: "c2hvcnQ=", PUBLIC_URL: "app.example.com", SIGN_UP: "yes", TRUSTED_PROXIES: "-1" });
  for (const name of [/AUTH_SECRET is missing/, /MASTER_KEY must be 32 bytes/, /PUBLIC_URL must be an address/, /SIGN_UP must be/])
    expect(told).toThrow(name);
});

it("refuses secrets that are samples, and mail without a sender", () => {
  expect(() => readEnv({ ...good, AUTH_SECRET: `changeme${"x".repeat(40)}` })).toThrow(/AUTH_SECRET is a sample/);
  expect(() => readEnv({ ...good, AUTH_SECRET: "a".repeat(40) })).toThrow(/AUTH_SECRET is a sample/);
  expect(() => readEnv({ ...good, SMTP_URL: "smtp://127.0.0.1" })).toThrow(/MAIL_FROM is missing/);
});

it.each([
  ["https://app.example.com", true],
  ["http://localhost:3000", true],
  ["http://127.0.0.1:3000", true],
  ["http://[::1]:3000", true],
  ["http://app.example.com", false],
  ["http://192.168.0.5:3000", false],
  ["http://localhost.example.com", false],
])("%s keeps what browsers send from being read: %s", (PUBLIC_URL, expected) => expect(isProtected({ PUBLIC_URL })).toBe(expected));
