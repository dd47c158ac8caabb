import type { Intake } from "@vedette/db/intake";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { type IntakeAnswer, startPingIntake } from "./ping-intake.ts";

const ping = {
  address: { by: "id" as const, token: crypto.randomUUID() },
  kind: "success" as const,
  exitCode: null,
  rid: null,
  tookMs: null,
  method: "GET",
  remote: null,
  agent: null,
  body: null,
  mayCreate: false,
};

it("says that it has heard no further than the oldest ping that it still holds, and answers that one once it is stored", async () => {
  let clock = 0;
  const heard: number[] = [];
  const storing = Promise.withResolvers<Map<number, { isPaused: boolean }>>();
  const intake = {
    nowMs: async () => 1_000_000 + clock,
    renew: async ({ heardUntilMs }: { heardUntilMs: number }) => void heard.push(heardUntilMs),
    store: () => storing.promise,
  } as unknown as Intake; // safe because nothing else is asked of it where no monitor is made
  const pings = startPingIntake({ intake, log: pino({ level: "silent" }), monotonic: () => clock });
  await vi.waitFor(() => expect(heard).toEqual([1_000_000]));

  clock = 100;
  let answered: string | null = null;
  const answer = pings.accept(ping).then((given) => (answered = given));
  clock = 2_000;
  await vi.waitFor(() => expect(heard).toHaveLength(2), 3_000);
  expect([heard.at(-1), answered]).toEqual([1_000_100, null]);

  storing.resolve(new Map([[0, { isPaused: false }]]));
  expect(await answer).toBe("stored");
  await pings.close();
  expect(heard.at(-1)).toBe(1_002_000);
});

it("holds a bounded number of pings, refuses what is beyond at once, and says that it could not hear", async () => {
  const away = Promise.withResolvers<void>();
  const tolerances: number[] = [];
  const intake = {
    nowMs: async () => Date.now(),
    renew: async ({ toleranceMs }: { toleranceMs: number }) => void tolerances.push(toleranceMs),
    store: async (batch: readonly unknown[]) => {
      await away.promise;
      return new Map(batch.map((_, i) => [i, { isPaused: false }]));
    },
  } as unknown as Intake; // safe because nothing else is asked of it where no monitor is made
  const pings = startPingIntake({ intake, log: pino({ level: "silent" }) });
  const held: IntakeAnswer[] = [];
  const answers = Array.from({ length: 20_000 }, async () => void held.push(await pings.accept(ping)));
  expect(await pings.accept(ping)).toBe("busy");
  expect(held).toEqual([]);
  away.resolve();
  await Promise.all(answers);
  expect(held.every((answer) => answer === "stored")).toBe(true);
  await vi.waitFor(() => expect(tolerances).toContain(0), 3_000);
  await pings.close();
});
