import { expect, it } from "vitest";
import { browserName } from "./browser-name.ts";

it("names a browser by what it is, not by what it claims to be like", () => {
  const edge =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
  const iphone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
  expect(browserName(edge)).toBe("Edge on Windows");
  expect(browserName(iphone)).toBe("Safari on iOS");
  expect(browserName("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox on Linux");
});

it("admits what it cannot tell", () => {
  expect(browserName(null)).toBe("Unknown browser");
  expect(browserName("something/1 (Linux)")).toBe("Browser on Linux");
  expect(browserName("curl/8.5.0")).toBe("curl");
});
