import { lightMarkdown, linkedText } from "@vedette/core/light-markdown";
import { cpuMsOf } from "@vedette/testkit/cpu-time";
import { expect, it } from "vitest";

it.each(["[", "**a", "`a", "https://", "[a](https://a", "# ", "- "])("takes a megabyte of %j in its stride", (hostile) => {
  const source = hostile.repeat(Math.floor(1_000_000 / hostile.length));
  for (const read of [lightMarkdown, linkedText]) expect(cpuMsOf(() => void read(source))).toBeLessThan(2_000);
});
