import { ChannelInput } from "@vedette/core/channel";
import { expect, it } from "vitest";
import { generalProblem, problemAt, problemsOf, refusedFields, within } from "./form-problems.ts";

const refused = (data: object) =>
  Object.assign(new Error("Taken."), { data: { field: null, fields: {}, traceId: "t", httpStatus: 409, ...data } });

it("blames the field for anything that is wrong within it", () => {
  const problems = problemsOf(ChannelInput.safeParse({ name: "Ops", target: { kind: "email", to: ["ada@example.com", "nobody"] } }));
  expect(problemAt(problems, "target.to")).toBe("This is not an e-mail address.");
  expect(problemAt(problems, "name")).toBe(null);
  expect(Object.keys(within(problems, "target"))).toEqual(["to.1"]);
});

it("puts what the server refuses beside the same field as what the browser refuses", () => {
  expect(refusedFields(refused({ appCode: "conflict", field: "page.slug" }), "page")).toEqual({ slug: "Taken." });
  expect(refusedFields(null, "page")).toEqual({});
});

it("shows a refusal at the button only where no field is to blame", () => {
  expect(generalProblem(refused({ appCode: "forbidden" }))?.message).toBe("Taken.");
  expect(generalProblem(refused({ appCode: "conflict", field: "page.slug" }))).toBe(null);
});
