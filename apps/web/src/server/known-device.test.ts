import { expect, it } from "vitest";
import { deviceCookie, knownDevice } from "./known-device.ts";

const env = { AUTH_SECRET: "one secret of many", PUBLIC_URL: "https://app.example.com" };
const cookieOf = (email: string) => deviceCookie(env, email).split(";")[0] ?? "";
const sending = (cookie: string) => new Headers({ cookie: `other=1; ${cookie}` });

it("knows a browser for the account that it signed in to and for no other", () => {
  const cookie = cookieOf("ada@example.com");
  expect(knownDevice(env, sending(cookie), "ada@example.com")).toMatch(/^[\w-]{22}$/);
  expect(knownDevice(env, sending(cookie), "bob@example.com")).toBeNull();
});

it("believes no mark that another instance made, that was changed, or that is none", () => {
  const cookie = cookieOf("ada@example.com");
  expect(knownDevice({ ...env, AUTH_SECRET: "another secret" }, sending(cookie), "ada@example.com")).toBeNull();
  for (const forged of [
    cookie.replace(/=./, "=!"),
    cookie.slice(0, -1),
    `${cookie}x`,
    cookie.split(".")[0] ?? "",
    "__Host-vedette-device=",
  ])
    expect(knownDevice(env, sending(forged), "ada@example.com"), forged).toBeNull();
  expect(knownDevice(env, new Headers(), "ada@example.com")).toBeNull();
});

it("marks two browsers of one account apart", () => {
  expect(cookieOf("ada@example.com")).not.toBe(cookieOf("ada@example.com"));
});
