import { expect, it } from "vitest";
import { parseHosts } from "./hosts-file.ts";

it("reads addresses and all names of a line, whatever the case, and skips what is not of the form", () => {
  const hosts = parseHosts(
    "127.0.0.1\tlocalhost\n172.18.0.5  DB db.internal # the database\n# 10.0.0.1 off\n\nnonsense here\r\n::1 localhost\n10.0.0.9 win\r\n",
  );
  expect(Object.fromEntries(hosts)).toEqual({
    localhost: ["127.0.0.1", "::1"],
    db: ["172.18.0.5"],
    "db.internal": ["172.18.0.5"],
    win: ["10.0.0.9"],
  });
});

it("is not confused by names that every object has", () => {
  expect(parseHosts("10.0.0.1 constructor __proto__").get("constructor")).toEqual(["10.0.0.1"]);
});
