import { expect, it } from "vitest";
import { ownEndpoints } from "./own-endpoints.ts";

it.each([
  ["postgresql://app:secret@db.example/vedette", { host: "db.example", port: 5432 }],
  ["postgres://127.0.0.1:6543/vedette", { host: "127.0.0.1", port: 6543 }],
  ["postgresql://[2606:4700::5]:5432/vedette", { host: "2606:4700::5", port: 5432 }],
  ["redis://cache", { host: "cache", port: 6379 }],
  ["rediss://cache:1", { host: "cache", port: 1 }],
])("%s stands at %o", (url, expected) => expect(ownEndpoints([undefined, url])).toEqual([expected]));
