import { expect, it } from "vitest";
import { isShorter, keptText } from "./retention-words.ts";

it.each([
  [{ checksDays: 7, historyDays: null }, { checksDays: null, historyDays: null }, true],
  [{ checksDays: null, historyDays: null }, { checksDays: 7, historyDays: null }, false],
  [{ checksDays: 30, historyDays: null }, { checksDays: null, historyDays: null }, false],
  [{ checksDays: null, historyDays: 400 }, { checksDays: null, historyDays: null }, true],
  [{ checksDays: null, historyDays: null }, { checksDays: null, historyDays: 400 }, false],
  [{ checksDays: null, historyDays: 400 }, { checksDays: null, historyDays: 401 }, true],
])("knows whether %o deletes what %o keeps", (next, now, expected) => {
  expect(isShorter(next, now, 30)).toBe(expected);
});

it("says what is kept in a sentence, and promises no more than the instance keeps", () => {
  expect(keptText({ checksDays: 60, historyDays: null }, 30)).toBe("Single checks are kept for 30 days, history for good.");
  expect(keptText({ checksDays: 7, historyDays: 400 }, 30)).toBe("Single checks are kept for 7 days, history for 400 days.");
});
