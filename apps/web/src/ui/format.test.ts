import { expect, it } from "vitest";
import { counted, deltaText, formatBytes, formatMs, formatUs, uptimeText } from "./format.ts";

it.each([
  [null, "–"],
  [0, "0.0 ms"],
  [842, "0.8 ms"],
  [142_400, "142 ms"],
  [2_310_000, "2.31 s"],
  [59_940_000, "59.9 s"],
])("writes %s µs as %s", (us, text) => {
  expect(formatUs(us)).toBe(text);
});

it.each([
  [500, "500 ms"],
  [2_500, "2.5 s"],
  [30_000, "30 s"],
  [90_000, "90 s"],
  [300_000, "5 min"],
  [86_400_000, "1 d"],
])("writes a setting of %s ms as %s", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

it("tells a change only where there is something to compare with", () => {
  expect(deltaText(112, 100)).toBe("+12 %");
  expect(deltaText(97, 100)).toBe("−3 %");
  expect(deltaText(100, 100)).toBe("±0 %");
  expect(deltaText(5, 0)).toBeNull();
  expect(deltaText(null, 100)).toBeNull();
});

it("counts in the singular and in the plural", () => {
  expect([counted(1, "check"), counted(1_234, "check"), counted(0, "reply", "replies")]).toEqual(["1 check", "1,234 checks", "0 replies"]);
});

it("takes slow time as up and leaves unknown time out", () => {
  expect(uptimeText({ up: 99, counted: 100 })).toBe("99.00%");
  expect(uptimeText({ up: 0, counted: 0 })).toBe("no data");
});

it("writes sizes in the largest unit that leaves a whole number before the point", () => {
  expect([0, 512, 1_400, 123_456_789, 1.4e9, 3e15].map(formatBytes)).toEqual(["0 B", "512 B", "1.4 kB", "123 MB", "1.4 GB", "3000 TB"]);
});
