import { renderIndex } from "@vedette/page/render-index";
import { sampleSnapshot } from "@vedette/testkit/sample-snapshot";
import { expect, it } from "vitest";
import { withScheme } from "./with-scheme.ts";

const page = renderIndex(sampleSnapshot(1)).body;

it("leaves no question about colours in a real page", () => {
  for (const scheme of ["light", "dark"] as const) {
    expect(withScheme(page, scheme)).not.toContain("prefers-color-scheme");
    expect(withScheme(page, scheme)).toContain(`color-scheme:${scheme}`);
  }
  expect(withScheme(page, "dark")).toContain("@media all");
  expect(withScheme(page, "light")).toContain("@media not all");
});
