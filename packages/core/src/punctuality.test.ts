import { describe, expect, it } from "vitest";
import { type Stretch, delayOf, delayWords, lateSince } from "./punctuality.ts";

const t0 = 1_800_000_000_000;
/** Stretches of ten seconds, one per letter: `.` on time, `~` between the bounds, `L` late, `M` every second tick missed, `-` nothing due. */
const play = (letters: string): Stretch[] =>
  letters.split("").map((letter, i) => ({
    atMs: t0 + i * 10_000,
    started: letter === "-" ? 0 : 100,
    missed: letter === "M" ? 100 : 0,
    latenessP99Ms: letter === "L" ? 12_000 : letter === "~" ? 2_000 : 90,
  }));
const after = (stretches: number) => t0 + stretches * 10_000;

describe("being late", () => {
  it.each([
    ["never late", "..........", null],
    ["a single long claim", "....L.....", null],
    ["two, and the ticks of a night", "..LM......", null],
    ["three late ones in a row: since the first of them", "..LLL", after(2)],
    ["missed ticks alone", "..MMM", after(2)],
    ["between the bounds it does not begin", "~~~~~~~~~~", null],
    ["between the bounds it does not end", ".LLL~~~~~~~~", after(1)],
    ["five calm ones do not end it", ".LLL.....", after(1)],
    ["nor do six that are not in a row", ".LLL...L...", after(1)],
    ["six in a row do", ".LLL......", null],
    ["it begins anew with a time of its own", "LLL......LLL", after(9)],
  ])("%s", (_, letters, since) => expect(lateSince(play(letters))).toBe(since));

  it("does not flicker, however the lateness swings around one bound", () => {
    const states = Array.from({ length: 60 }, (_, n) => lateSince(play("LLL" + "~L~.".repeat(20).slice(0, n))) !== null);
    expect(states).toEqual(states.map(() => true));
  });
});

describe("the delay that is told", () => {
  const clock = (letters: string, overdueMs = 0, no = 1, name = "Oslo") => ({
    no,
    name,
    stretches: play(letters),
    oldestDueMs: after(letters.length - 1) - overdueMs,
  });
  const at = (letters: string) => after(letters.length - 1);

  it("says by how much, and what share is skipped", () => {
    const delay = delayOf([clock("LMLMLM")], at("LMLMLM"));
    expect(delay).toMatchObject({ sinceMs: t0, lateMs: 12_000, isStandingStill: false });
    expect(delay?.missedShare).toBeCloseTo(300 / 900);
    expect(delayWords(delay ?? expect.fail(), true)).toBe("Checks start up to 12 s late, and 33 % are skipped");
    expect(delayWords({ ...(delay ?? expect.fail()), missedShare: 0 }, false)).toBe("Checks from Oslo start up to 12 s late");
  });

  it("tells of a location where nothing starts before one that is late, since the check that waits for the longest", () => {
    const [late, still] = [clock("LLLLLLLL"), clock("....----", 40_000, 2, "Rome")];
    const delay = delayOf([late, still], at("........"));
    expect(delay).toMatchObject({ isStandingStill: true, sinceMs: at("........") - 40_000, location: { no: 2 } });
    expect(delayWords(delay ?? expect.fail(), false)).toBe("No check has started from Rome");
  });

  it("does not call it standing still where nothing is due, where others of the location start, or in the first seconds", () => {
    expect(delayOf([clock("--------")], at("--------"))).toBeNull();
    expect(delayOf([clock("........", 300_000)], at("........"))).toBeNull();
    expect(delayOf([{ ...clock("-"), stretches: [], oldestDueMs: t0 - 20_000 }], t0)).toBeNull();
    expect(delayOf([{ ...clock("-"), stretches: [], oldestDueMs: null }], t0)).toBeNull();
  });
});
