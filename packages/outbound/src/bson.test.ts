import { expect, it } from "vitest";
import { fromBson, toBson } from "./bson.ts";

const broken = (): never => {
  throw new Error("broken");
};

it("writes the examples of bsonspec.org, byte for byte", () => {
  expect(toBson({ hello: "world" }).toString("hex")).toBe("160000000268656c6c6f0006000000776f726c640000");
  expect(toBson({ a: [true, null, 7], b: Buffer.from([1, 2]) }).toString("hex")).toBe(
    "25000000" + "046100" + "13000000" + "08300001" + "0a3100" + "10320007000000" + "00" + "05620002000000000102" + "00",
  );
});

it("reads what it writes, and the numbers and dates that a server adds", () => {
  const document = { ok: 1, set: { hosts: ["a", "b"] }, payload: Buffer.from("x"), is: false, none: null };
  expect(fromBson(toBson(document), broken)).toEqual(document);
  const more = Buffer.from(
    "01" +
      "6f6b00" +
      "000000000000f03f" +
      "12" +
      "6e00" +
      "0500000000000000" +
      "09" +
      "7400" +
      "0000000000000000" +
      "11" +
      "6300" +
      "0000000000000000" +
      "07" +
      "6900" +
      "000000000000000000000000" +
      "00",
    "hex",
  );
  const size = Buffer.alloc(4);
  size.writeInt32LE(more.length + 4);
  expect(fromBson(Buffer.concat([size, more]), broken)).toEqual({ ok: 1, n: 5, t: null, c: null, i: null });
});

it.each(["", "05000000", "ffffffff00", "0c0000000261000500000000", "0800000099610000"])("calls %s broken", (hex) => {
  expect(() => fromBson(Buffer.from(hex, "hex"), broken)).toThrow("broken");
});
