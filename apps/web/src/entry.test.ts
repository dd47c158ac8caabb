import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { clientIp, limitEachAddress, markRequest, refusalOf, securityHeaders } from "./entry.ts";

const get = { method: "GET", url: "/t/acme", headers: {} };
const post = { method: "POST", url: "/api/trpc/monitors.create", headers: { "content-type": "application/json" } };

it("lets pages be read and our own addresses be written to", () => {
  expect(refusalOf(get)).toBeNull();
  expect(refusalOf(post)).toBeNull();
  expect(refusalOf({ ...post, url: "/api/form/login" })).toBeNull();
  expect(refusalOf({ method: "POST", url: "/api/press/link", headers: {} })).toBeNull();
  expect(refusalOf({ ...post, url: "/api/trpc/session.me,team.get?batch=1" })).toBeNull();
  expect(refusalOf({ ...get, url: "/t/acme/monitors/..5?next=/../x" })).toBeNull();
});

it.each([
  ["an address of another server", { ...get, url: "http://127.0.0.1:6379/" }, 400],
  ["an address without scheme", { ...get, url: "//127.0.0.1:6379/" }, 400],
  ["a backslash", { ...get, url: "/\\evil" }, 400],
  ["a way up", { ...get, url: "/t/acme/../beta" }, 400],
  ["a way up at the end", { ...get, url: "/t/acme/.." }, 400],
  ["a way up in escapes", { ...get, url: "/t/acme/%2E%2e/beta" }, 400],
  ["a way up behind an escaped slash", { ...get, url: "/t/acme%2f..%2fbeta" }, 400],
  ["a way up with a parameter", { ...get, url: "/t/acme/..;/beta" }, 400],
  ["a NUL", { ...get, url: "/t/acme%00" }, 400],
  ["an image of elsewhere", { ...get, url: "/_next/image?url=http%3A%2F%2F127.0.0.1%3A6379%2F&w=16&q=1" }, 404],
  ["a body that reaches a page through the API", { ...post, url: "/api/trpc/../../t/acme" }, 400],
  ["a body for an escaped name", { ...post, url: "/api/trpc/session%2Eme" }, 405],
  ["a body for a path below the API", { ...post, url: "/api/trpc/monitors.create/t/acme" }, 405],
  ["a body for a form that cannot be", { ...post, url: "/api/form/login;x" }, 405],
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
  for (const text of ["x".repeat(300), "unknown", "203.0.113.9:80", "203.0.113.9, "])
    expect(clientIp(request(`${text}, 10.0.0.2`), 2)).toMatch(/^(10\.0\.0\.1|203\.0\.113\.9)$/);
});

it("tells the framework who asks, and lets no client tell it", () => {
  const request = (headers: Record<string, string>) =>
    ({ headers, socket: { remoteAddress: "127.0.0.1" } }) as unknown as Parameters<typeof markRequest>[0]; // safe because only these two are read
  const forged = request({ "x-vedette-client-ip": "6.6.6.6", "x-vedette-anything": "1", via: "1.1 nginx" });
  markRequest(forged, 0);
  expect(forged.headers).toEqual({ via: "1.1 nginx", "x-vedette-client-ip": "127.0.0.1", "x-vedette-forwarded": "1" });
  const direct = request({ "x-vedette-forwarded": "1" });
  markRequest(direct, 0);
  expect(direct.headers).toEqual({ "x-vedette-client-ip": "127.0.0.1" });
});

it("lets scripts run by the nonce of one answer alone", () => {
  const headers = securityHeaders({ PUBLIC_URL: "https://app.example.com" }, "abc");
  expect(headers["content-security-policy"]).toContain("script-src 'nonce-abc' 'strict-dynamic'");
  expect(headers["content-security-policy"]).not.toMatch(/script-src[^;]*unsafe/);
  expect(headers["strict-transport-security"]).toMatch(/^max-age=/);
  expect(securityHeaders({ PUBLIC_URL: "http://localhost:3000" }, "abc")).not.toHaveProperty("strict-transport-security");
});

it("lets one address hold so many connections and no more, unless proxies stand in front", () => {
  const server = new EventEmitter();
  limitEachAddress(server as unknown as Parameters<typeof limitEachAddress>[0], 0, 2); // safe because only `on` is used
  const open = (remoteAddress: string) => {
    const socket = Object.assign(new EventEmitter(), { remoteAddress, isOpen: true, destroy: () => (socket.isOpen = false) });
    server.emit("connection", socket);
    return socket;
  };
  const [first, , third, other] = [open("203.0.113.9"), open("203.0.113.9"), open("203.0.113.9"), open("203.0.113.10")];
  expect([first.isOpen, third.isOpen, other.isOpen]).toEqual([true, false, true]);
  third.emit("close");
  first.emit("close");
  expect(open("203.0.113.9").isOpen).toBe(true);
  const proxied = new EventEmitter();
  limitEachAddress(proxied as unknown as Parameters<typeof limitEachAddress>[0], 1, 0);
  expect(proxied.listenerCount("connection")).toBe(0);
});
