import { expect, it } from "vitest";
import { targetOf, valueOf } from "./policy-draft.ts";

it.each([
  { kind: "monitor" },
  { kind: "channel", channelId: "a" },
  { kind: "schedule", scheduleId: "b" },
  { kind: "member", userId: "c" },
] as const)("finds $kind again in the choice it was made into", (target) => {
  expect(targetOf(valueOf(target))).toEqual(target);
});
