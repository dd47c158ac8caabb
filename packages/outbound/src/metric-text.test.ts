import { cpuMsOf } from "@vedette/testkit/cpu-time";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Sample, pickMetric, readMetrics, readSelector, selectorOf } from "./metric-text.ts";

const scrape = String.raw`# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400",} 3

msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9
metric_without_timestamp_and_labels 12.47
something_weird{problem="division by zero"} +Inf -3982045
http_request_duration_seconds_bucket{le="0.05"} 24054 # {trace_id="KOO5S4vxi0o"} 0.67 1520879607.789
  spaced { a = "}" , b="#" }	.5e3
{"http.server.duration", "host.name"="é"} NaN
# EOF
this is not read
`;

it("looks at each digit of a number that never becomes one only once", () => {
  const before = process.threadCpuUsage();
  expect(readMetrics(`up ${"3".repeat(200_000)}x`)).toMatch(/^Line 1 is no sample/);
  expect(readMetrics(`up 1 ${"3".repeat(200_000)}x`)).toMatch(/^Line 1 is no sample/);
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(200);
});

describe("readMetrics", () => {
  const samples = readMetrics(scrape);
  const pick = (text: string) => {
    const selector = readSelector(text);
    return typeof samples === "string" || selector === null ? samples : pickMetric(samples, selector);
  };

  it.each([
    [`http_requests_total{code="200"}`, 1027],
    [`http_requests_total{code!="200"}`, 3],
    [`http_requests_total{missing=""}`, null],
    ["http_requests_total", null],
    ["sum(http_requests_total)", 1030],
    [" avg ( http_requests_total ) ", 515],
    ["min(http_requests_total)", 3],
    ["max(http_requests_total)", 1027],
    ["count(http_requests_total)", 2],
    ["count(nothing)", 0],
    ["sum(nothing)", null],
    ["metric_without_timestamp_and_labels", 12.47],
    ["something_weird", Infinity],
    [`http_request_duration_seconds_bucket{le="0.05"}`, 24054],
    [String.raw`msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT"}`, 1.458255915e9],
    [`spaced{a="}",b="#"}`, 500],
    [`{"http.server.duration"}`, Number.NaN],
    [`{"http.server.duration","host.name"="é"}`, Number.NaN],
  ])("%s is %d", (selector, value) => {
    expect(pick(selector)).toEqual(value);
  });

  it.each([
    ["a 1\nb", "Line 2"],
    ["a{b} 1", "Line 1"],
    [`a{b="c"`, "Line 1"],
    [`a{b="c" d="e"} 1`, "Line 1"],
    ["a 1 2 3", "Line 1"],
    ["a 1x", "Line 1"],
    ["1a 1", "Line 1"],
    ["<html>", "Line 1"],
    ["a 1\n".repeat(50_001), "more than 50000"],
  ])("says where %j is wrong", (text, says) => {
    expect(readMetrics(text)).toContain(says);
  });

  it.each(["", "a{", "a}", "sum(a", "a b", "median(a)", 'a{b=~"c"}'])("the selector %j is none", (text) => {
    expect(readSelector(text)).toBeNull();
  });

  it("gets back every sample that is written, whatever stands in its labels", () => {
    const name = fc.stringMatching(/^[a-zA-Z_:][\w:]{0,10}$/);
    const value = fc.double();
    const labels = fc.array(fc.tuple(fc.stringMatching(/^[a-zA-Z_]\w{0,5}$/), fc.string({ unit: "binary" })), { maxLength: 4 });
    const quoted = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
    const shown = (number: number) =>
      Number.isFinite(number)
        ? Object.is(number, -0)
          ? "-0"
          : String(number)
        : Number.isNaN(number)
          ? "NaN"
          : number > 0
            ? "+Inf"
            : "-Inf";
    fc.assert(
      fc.property(fc.array(fc.record({ name, labels, value }), { maxLength: 5 }), (samples: Sample[]) => {
        const text = samples
          .map((s) => `${s.name}{${s.labels.map(([label, v]) => `${label}=${quoted(v)}`).join(",")}} ${shown(s.value)}\n`)
          .join("");
        expect(readMetrics(text)).toEqual(samples);
        for (const { name: named, labels: all } of samples) {
          const matchers = all.map(([label, v]) => ({ label, operator: "=", value: v }));
          expect(readSelector(selectorOf({ name: named, labels: all, value: 0 }))).toEqual({ aggregate: "one", name: named, matchers });
        }
      }),
      { numRuns: 30 },
    );
  });

  it("never throws, and takes a megabyte of anything in its stride", () => {
    const piece = fc.constantFrom("a", "{", "}", '"', "\\", "=", ",", " ", "\n", "#", "1", "+Inf", "e", ".", "\r", "é");
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void readMetrics(pieces.join(""))));
    for (const hostile of ['a{b="', "a ", "a{", '\\"', "1", '{"a"', 'a{b="\\\\', " "]) {
      const text = `a{b="c"} ${hostile.repeat(1_048_576 / hostile.length)}`;
      expect(
        cpuMsOf(() => void readMetrics(text)),
        hostile,
      ).toBeLessThan(500);
    }
  });
});
