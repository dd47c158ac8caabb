import { expect, it } from "vitest";
import { groupsIn, patternProblem } from "./pattern-problem.ts";

const raw = String.raw;

it.each([
  "a|b||",
  "^a.$",
  "(a)(?:b)",
  "(?i)a(?-i)b(?im-sU)c",
  "(?i:a)(?m-s:b)",
  "(?P<n>a)(?<m_1>b)",
  "[a-z][^a][]a][^]a][a-][-a][a-c-]",
  "[[:alpha:]x[:^digit:]]",
  raw`[\d\W\pL\p{Greek}\]\-]`,
  raw`[\t-\n][\x09-\x0a][\x{9}-\x{10ffff}][!-\~]`,
  raw`\d\D\s\S\w\W\b\B\A\z`,
  raw`\pL\PN\p{Greek}\P{Lu}\p{^Lu}`,
  raw`\n\t\r\f\v\x41\x{10ffff}\x{0041}\.\/\-\{\~\@`,
  "a*b+c?d*?e+?f??",
  "a{2}b{2,}c{2,3}d{2}?e{0}f{3,3}",
  "a{,3}b{x}c{}",
  "a{1000}",
  "(a{30}b){33}",
  "(a{999}|b{999})c{999}",
  "é🙂[🙂-🙃]",
  "a".repeat(500),
  `${"(".repeat(49)}a${")".repeat(49)}`,
  "(a)".repeat(60),
])("takes %s", (source) => {
  expect(patternProblem(source)).toBeNull();
});

it.each([
  ["", 0, /empty/],
  ["a".repeat(501), 0, /at most 500/],
  ["a)", 1, /closes nothing/],
  ["b(a", 1, /not closed/],
  ["(?x)", 0, /stands : or flags/],
  ["(?P=n)", 0, /stands : or flags/],
  ["(?<1>a)", 0, /stands : or flags/],
  ["a(?)", 1, /empty of flags/],
  ["a(?=a)", 1, /ahead or behind/],
  ["a(?!a)", 1, /ahead or behind/],
  ["a(?<=a)", 1, /ahead or behind/],
  ["a(?<!a)", 1, /ahead or behind/],
  ["(?P<n>a)(?<n>b)", 8, /Two groups/],
  ["*", 0, /to repeat before this\. Write/],
  ["a|+", 2, /to repeat before this\. Write/],
  ["(?)", 0, /empty of flags/],
  ["({2})", 1, /to repeat before this\. Write/],
  ["(?i)*", 4, /to repeat before this\.$/],
  ["a**", 2, /repeats a repeat/],
  ["a*??", 3, /repeats a repeat/],
  ["a{2}{3}", 4, /repeats a repeat/],
  ["a{1001}", 1, /at most 1000/],
  ["a{1001,}", 1, /at most 1000/],
  ["a{1,1001}", 1, /at most 1000/],
  ["a{3,2}", 1, /ends before it begins/],
  ["x(a{40}b){40}", 1, /Repeats within repeats/],
  ["(a|(b|c{500})){3}", 0, /Repeats within repeats/],
  ["(a{2,500}){3}", 0, /Repeats within repeats/],
  ["(a{500,}){3}", 0, /Repeats within repeats/],
  ["x[a", 1, /\[ is not closed/],
  ["[]", 0, /\[ is not closed/],
  ["[z-a]", 1, /ends before it begins/],
  [raw`[a-\x{40}]`, 1, /ends before it begins/],
  [raw`[\n-\t]`, 1, /ends before it begins/],
  [raw`[\f-\v]`, 1, /ends before it begins/],
  [raw`[\r-\f]`, 1, /ends before it begins/],
  [raw`[\~-!]`, 1, /ends before it begins/],
  ["[[:foo:]]", 1, /no class of this name/],
  [raw`[\q]`, 1, /nothing in brackets/],
  [raw`[a-\d]`, 3, /nothing in brackets/],
  [raw`a\1`, 1, /Back-references/],
  [raw`a\k<n>`, 1, /Back-references/],
  [raw`a\p{Foo}`, 1, /no class of this name/],
  [raw`a\PX`, 1, /no class of this name/],
  [raw`a\q`, 1, /escape means nothing\. Write/],
  [raw`a\x{110000}`, 1, /escape means nothing\. Write/],
  [raw`a\x4`, 1, /escape means nothing\. Write/],
  ["a\\", 1, /escape means nothing\. Write/],
  ["a\ud800", 1, /broken/],
  ["a\udfff", 1, /broken/],
  ["[\udc00]", 1, /broken/],
  [`${"(".repeat(50)}a${")".repeat(50)}`, 50, /nested too deeply/],
])("refuses %s at %i", (source, index, message) => {
  expect(patternProblem(source)).toEqual({ index, message: expect.stringMatching(message) });
});

it("counts the groups that keep what they match", () => {
  expect(groupsIn(raw`(a)(?:b)(?<n>c)((d))(?i)\(`)).toBe(4);
});
