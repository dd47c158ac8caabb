import type { DeliveryAttemptRow } from "@vedette/core/incident-record";
import { expect, it } from "vitest";
import { answerOf, deliveryWord, outcomeSentence } from "./delivery-words.ts";

const attempt = (no: number, over: Partial<DeliveryAttemptRow> = {}): DeliveryAttemptRow => ({
  no,
  atMs: no * 1_000,
  durationMs: 40,
  ok: false,
  permanent: false,
  code: 503,
  detail: "The receiver answered with status 503.",
  ...over,
});

it("quotes the service's own number and words, and says nothing twice", () => {
  expect(answerOf({ ok: true, code: 250, detail: "queued" })).toBe("Answered 250: queued");
  expect(answerOf({ ok: true, code: 204, detail: "" })).toBe("Answered 204");
  expect(answerOf({ ok: false, code: 500, detail: "The receiver answered with status 500." })).toBe(
    "The receiver answered with status 500",
  );
  expect(answerOf({ ok: false, code: null, detail: "" })).toBe("No answer");
});

it("tells a message that is being retried from one that was never tried", () => {
  expect(deliveryWord({ outcome: null, attempts: [] }).word).toBe("Waiting");
  expect(deliveryWord({ outcome: null, attempts: [attempt(1)] }).word).toBe("Retrying");
});

it("says how a delivery ended and what the last answer was", () => {
  const failed = [attempt(1), attempt(2)];
  expect(outcomeSentence({ outcome: null, attempts: failed })).toBe(
    "Not yet delivered after 2 attempts. The receiver answered with status 503.",
  );
  expect(outcomeSentence({ outcome: "gave_up", attempts: failed })).toBe(
    "Gave up after 2 attempts. The receiver answered with status 503.",
  );
  expect(outcomeSentence({ outcome: "delivered", attempts: [attempt(1, { ok: true, code: 204, detail: "" })] })).toBe(
    "Answered 204 (1 attempt, 40 ms).",
  );
  expect(outcomeSentence({ outcome: "restored", attempts: [] })).toBe(
    "Not sent: it was waiting when the backup was made that has been restored since.",
  );
  expect(outcomeSentence({ outcome: "channel_disabled", attempts: [] })).toBe("Not sent: the channel was switched off or deleted.");
});
