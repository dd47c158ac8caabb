import { z } from "zod";
import { kindOf } from "../kind.ts";

export const GroupSpec = z.strictObject({
  kind: z.literal("group"),
  members: z
    .array(z.uuid("This is no monitor. Choose one of the list."))
    .min(1, "Choose at least one monitor.")
    .max(500, "At most 500 monitors.")
    .refine((ids) => new Set(ids).size === ids.length, "A monitor is chosen twice.")
    .meta({ label: "Monitors", control: "monitors", place: "address" }),
  rule: z
    .enum(["all", "any", "at_least"])
    .default("all")
    .meta({
      label: "Up when",
      place: "address",
      choices: { all: "All of them are up", any: "Any of them is up", at_least: "At least so many are up" },
    }),
  atLeast: z
    .int("Type a whole number.")
    .min(1, "At least 1 has to be up.")
    .max(500, "At most 500.")
    .default(1)
    .meta({ label: "How many have to be up", place: "address", hint: "Only counts for “at least so many”." }),
});
export type GroupSpec = z.output<typeof GroupSpec>;

export const group = kindOf(GroupSpec)({
  label: "Group",
  about: "Is up when all, any, or enough of other monitors are.",
  group: "computed",
  target: ({ members, rule, atLeast }) => {
    const which = { all: "all", any: "any", at_least: `at least ${atLeast}` }[rule];
    return `${which} of ${members.length} ${members.length === 1 ? "monitor" : "monitors"}`;
  },
  name: () => "Group",
  subjects: [],
});
