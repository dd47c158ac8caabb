import { formFieldsOf } from "@vedette/core/form-fields";
import { HttpSpec } from "@vedette/core/kinds/http";
import { expect, it } from "vitest";
import { settingsInWords } from "./settings-in-words.ts";

it("says only what is not as usual, and of secrets only that they are set", () => {
  const spec = HttpSpec.parse({
    kind: "http",
    url: "https://example.com",
    nameServer: "9.9.9.9",
    headers: [{ name: "X-Region", value: "eu" }],
    auth: { type: "bearer", token: "very-secret" },
    tls: { verify: false },
  });
  const said = settingsInWords(formFieldsOf(HttpSpec), spec);
  expect(said).toEqual(
    expect.arrayContaining([
      ["Name server", "9.9.9.9"],
      ["Headers", "X-Region"],
      ["Sign in", "Bearer token"],
      ["Check the certificate", "off"],
    ]),
  );
  expect(JSON.stringify(said)).not.toMatch(/very-secret|eu"/);
  const usual = settingsInWords(formFieldsOf(HttpSpec), HttpSpec.parse({ kind: "http", url: "https://example.com" }));
  expect(usual.filter(([label]) => label !== "Address" && label !== "URL")).toEqual([]);
});
