import { expect, it } from "vitest";
import { Tags } from "./tags.ts";

const words = (count: number) => Array.from({ length: count }, (_, i) => `tag ${i}`);

it("writes each tag once, in one way and in one order", () => {
  expect(Tags.parse([" Prod", "eu", "PROD ", "cafe\u0301"])).toEqual(["café", "eu", "prod"]);
});

it.each([
  [[" "], "A tag is empty. Type at least one character."],
  [["x".repeat(51)], "A tag is too long. Use at most 50 characters."],
  // Lower case of this letter is two characters long.
  [["İ".repeat(26)], "A tag is too long. Use at most 50 characters."],
  [["a,b"], "A tag cannot contain a comma. Make it two tags."],
  [["a\nb"], "A tag contains a control character or a line break. Remove it."],
  [words(21), "A monitor has at most 20 tags. Remove some."],
])("refuses %j", (typed, message) => {
  expect(Tags.safeParse(typed).error?.issues[0]?.message).toBe(message);
});

it("counts tags that say the same as one", () => {
  expect(Tags.parse([...words(20), "TAG 0"])).toHaveLength(20);
});
