import { expect, it } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

it.each([
  ["120", 120_000],
  [" 7 ", 7_000],
  ["999999999", 86_400_000],
  [new Date(1_000_000_000_000 + 30_000).toUTCString(), 30_000],
  [["5", "6"], 5_000],
  ["0", null],
  ["-5", null],
  ["soon", null],
  ["", null],
  [undefined, null],
  [new Date(999_999_000_000).toUTCString(), null],
])("%j is %s ms", (header, expected) => expect(retryAfterMs(header, 1_000_000_000_000)).toBe(expected));
