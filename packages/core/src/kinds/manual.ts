import { z } from "zod";
import { kindOf } from "../kind.ts";
import { multiLine } from "../text.ts";

export const ManualSpec = z.strictObject({
  kind: z.literal("manual"),
  about: multiLine("The description", 500)
    .default("")
    .meta({ label: "What it stands for", control: "lines", place: "address", placeholder: "The phone line of our office" }),
});
export type ManualSpec = z.output<typeof ManualSpec>;

export const manual = kindOf(ManualSpec)({
  label: "Set by hand",
  about: "Is what you say it is, for what no machine can check.",
  group: "computed",
  target: () => "set by hand",
  name: () => "Set by hand",
  subjects: [],
});
