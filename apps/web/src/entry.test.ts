import { expect, it } from "vitest";
import { clientIp, refusalOf, securityHeaders } from "./entry.ts";

const get = { method: "GET", url: "/t/acme", headers: {} };
const post = { method: "POST", url: "/api/trpc/monitors.create", headers: { "content-type": "application/json" } };

it("lets pages be read and our own two addresses be written to", () => {
  expect(refusalOf(get)).toBeNull();
  expect(refusalOf(post)).toBeNull();
  expect(refusalOf({ ...post, url: "/api/form/login" })).toBeNull();
});

it.each([
  ["an address of another server", { ...get, url: "http://127.0.0.1:6379/" }, 400],
  ["an address without scheme", { ...get, url: "//127.0.0.1:6379/" }, 400],
  ["a backslash", { ...get, url: "/\\evil" }, 400],
  ["a change of protocol", { ...get, headers: { upgrade: "websocket" } }, 400],
  ["a server action", { ...post, headers: { ...post.headers, "next-action": "abc" } }, 400],
  ["a body for a page", { ...post, url: "/t/acme" }, 405],
  ["a body for a page that looks like the API", { ...post, url: "/api/trpcx/a" }, 405],
  ["PUT", { ...post, method: "PUT" }, 405],
  ["a multipart body", { ...post, headers: { "content-type": "Multipart/Form-Data; boundary=x" } }, 415],
  ["an encoded body", { ...post, headers: { ...post.headers, "content-encoding": "br" } }, 415],
])("refuses %s before the framework sees it", (_, request, status) => {
  expect(refusalOf(request)?.status).toBe(status);
});

it("believes exactly as many proxies as it was told of, and never the client", () => {
  const request = (forwarded: string) =>
    ({ headers: { "x-forwarded-for": forwarded }, socket: { remoteAddress: "10.0.0.1" } }) as unknown as Parameters<typeof clientIp>[0]; // safe because only these two are read
  expect(clientIp(request("1.1.1.1"), 0)).toBe("10.0.0.1");
  expect(clientIp(request("6.6.6.6, 203.0.113.9"), 1)).toBe("203.0.113.9");
  expect(clientIp(request("6.6.6.6, 203.0.113.9, 10.0.0.2"), 2)).toBe("203.0.113.9");
  expect(clientIp(request(""), 2)).toBe("10.0.0.1");
});

it("lets scripts run by the nonce of one answer alone", () => {
  const headers = securityHeaders({ PUBLIC_URL: "https://app.example.com" }, "abc");
  expect(headers["content-security-policy"]).toContain("script-src 'nonce-abc' 'strict-dynamic'");
  expect(headers["content-security-policy"]).not.toMatch(/script-src[^;]*unsafe/);
  expect(headers["strict-transport-security"]).toMatch(/^max-age=/);
  expect(securityHeaders({ PUBLIC_URL: "http://localhost:3000" }, "abc")).not.toHaveProperty("strict-transport-security");
});
