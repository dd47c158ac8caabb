import fc from "fast-check";
import { expect, it } from "vitest";
import { Plan, type PolicyRecord, policyFor } from "./policy.ts";
import { type Subject, type TeamRouting, begin, dueOf, takeTurn, whoWouldBeTold } from "./telling.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const [ops, chat, adas, monitors, ada, primary] = [id(1), id(2), id(3), id(4), id(5), id(6)] as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const day = Date.parse("2026-11-30T00:00Z");
const minuteMs = 60_000;

const policy = (plan: object, part: Partial<PolicyRecord> = {}): PolicyRecord => ({
  id: id(9),
  name: "P",
  monitorIds: [],
  tags: [],
  isDefault: true,
  position: 0,
  version: 1,
  plan: Plan.parse(plan),
  ...part,
});
const channel = (channelId: string, name: string, part: object = {}) => ({
  id: channelId,
  name,
  enabled: true,
  ownerId: null,
  quiet: null,
  perMinute: null,
  ...part,
});
const routing = (part: Partial<TeamRouting> = {}): TeamRouting => ({
  policies: [],
  schedules: [
    {
      id: primary,
      name: "Primary",
      note: "",
      version: 1,
      overrides: [],
      layers: [
        {
          people: [ada],
          turn: { length: 1, unit: "weeks" },
          handover: "09:00",
          startsOn: "2026-11-02",
          timeZone: "UTC",
          hours: { timeZone: "UTC", ranges: [{ days: [1, 2, 3, 4, 5], from: "08:00", until: "18:00" }] },
        },
      ],
    },
  ],
  people: [{ userId: ada, name: "Ada" }],
  channels: [channel(ops, "Ops"), channel(chat, "Chat"), channel(adas, "Ada by mail", { ownerId: ada }), channel(monitors, "Shop team")],
  ...part,
});
const subject: Subject = { severity: "down", tags: ["shop"], channelIds: [monitors] };
const tellOps = { kind: "channel", channelId: ops };
const tellChat = { kind: "channel", channelId: chat };
const onCall = { kind: "schedule", scheduleId: primary };

/** Minutes after the opening, who is told and the reasons. */
const course = (plan: object, startMs = day, asked: Subject = subject, team = routing()) =>
  whoWouldBeTold({ ...team, policies: [policy(plan)] }, { id: id(7), ...asked }, startMs).turns.map((turn) => [
    (turn.atMs - startMs) / minuteMs,
    turn.channels.map(({ name }) => name).join("+"),
    turn.decisions.map(({ reason }) => reason).join(" "),
  ]);

it("tells, waits, escalates, repeats and reminds, each with its reason", () => {
  const plan = {
    steps: [{ tell: [tellOps] }, { afterMinutes: 10, tell: [tellChat, { kind: "member", userId: ada }] }],
    repeat: { times: 1, afterMinutes: 30 },
    remindMinutes: 60,
  };
  expect(course(plan)).toEqual([
    [0, "Ops", "step waiting"],
    [10, "Chat+Ada by mail", "step waiting"],
    [40, "Ops", "step waiting"],
    [50, "Chat+Ada by mail", "step"],
    [60, "", "reminder"],
  ]);
});

it("goes on at once from a step that reaches nobody, and says so", () => {
  const plan = { steps: [{ tell: [onCall] }, { afterMinutes: 15, tell: [tellChat] }] };
  expect(course(plan, day + 9 * 60 * minuteMs)).toEqual([
    [0, "Ada by mail", "step waiting"],
    [15, "Chat", "step"],
  ]);
  expect(course(plan, day + 3 * 60 * minuteMs)).toEqual([[0, "Chat", "nobody_on_call step"]]);
});

it("keeps the wait after a step that is not meant for the incident", () => {
  const plan = {
    steps: [
      { tell: [tellOps], severity: "down" },
      { afterMinutes: 60, tell: [tellChat] },
    ],
  };
  expect(course(plan, day, { ...subject, severity: "degraded" })).toEqual([
    [0, "", "severity waiting"],
    [60, "Chat", "step"],
  ]);
  expect(course({ steps: [{ tell: [tellOps], tags: ["bank"] }, { tell: [tellChat] }] })).toEqual([[0, "Chat", "tags step"]]);
});

it("tells the monitor's own channels at once where no step would ever reach anybody", () => {
  const office = { timeZone: "UTC", ranges: [{ days: [1, 2, 3, 4, 5], from: "08:00", until: "18:00" }] };
  const plan = {
    steps: [
      { tell: [tellOps], hours: office },
      { afterMinutes: 20, tell: [onCall] },
    ],
  };
  expect(course(plan)).toEqual([[0, "Shop team", "hours fallback"]]);
  expect(course(plan, day, { ...subject, channelIds: [] })).toEqual([
    [0, "", "hours waiting"],
    [20, "", "nobody_on_call nobody"],
  ]);
  const gone = routing({ channels: [channel(monitors, "Shop team"), channel(ops, "Ops", { enabled: false })], people: [] });
  expect(course({ steps: [{ tell: [tellOps, tellChat, { kind: "member", userId: ada }] }] }, day, subject, gone)).toEqual([
    [0, "Shop team", "channel_off channel_off no_contact fallback"],
  ]);
});

it("holds the monitor's own policy, else the first with one of its tags, else the team's default", () => {
  const own = policy({ steps: [{ tell: [tellOps] }] }, { id: "own", isDefault: false, monitorIds: ["m"], position: 3 });
  const tagged = [2, 1].map((position) => policy(own.plan, { id: `tag-${position}`, isDefault: false, tags: ["shop"], position }));
  const usual = policy(own.plan, { id: "default", position: 0 });
  const named = (monitorId: string, tags: string[], all: PolicyRecord[]) => policyFor({ id: monitorId, tags }, all)?.id ?? null;
  expect(named("m", ["shop"], [usual, ...tagged, own])).toBe("own");
  expect(named("n", ["shop"], [usual, ...tagged, own])).toBe("tag-1");
  expect(named("n", [], [usual, ...tagged, own])).toBe("default");
  expect(named("n", [], tagged)).toBeNull();
});

it("says that no policy holds, and who is told then", () => {
  expect(whoWouldBeTold(routing(), { id: id(7), ...subject }, day)).toMatchObject({
    policy: null,
    turns: [{ atMs: day, channels: [{ name: "Shop team" }], decisions: [{ reason: "no_policy" }] }],
  });
});

const step = fc.record({
  afterMinutes: fc.constantFrom(0, 5, 30),
  tell: fc.array(fc.constantFrom(tellOps, tellChat, onCall, { kind: "member", userId: ada }, { kind: "monitor" }), {
    minLength: 1,
    maxLength: 3,
  }),
  severity: fc.constantFrom("any", "down", "degraded"),
  tags: fc.constantFrom([], ["shop"], ["bank"]),
  hours: fc.constantFrom(null, { timeZone: "UTC", ranges: [{ days: [1], from: "00:00", until: "12:00" }] }),
});
const plans = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  repeat: fc.record({ times: fc.integer({ min: 0, max: 3 }), afterMinutes: fc.constantFrom(1, 20) }),
  remindMinutes: fc.constantFrom(null, 5, 60),
});

it("always tells somebody while the monitor has a channel, moves on with every turn and comes to an end", () => {
  fc.assert(
    fc.property(
      plans,
      fc.constantFrom("down" as const, "degraded" as const),
      fc.integer({ min: 0, max: 10_000 }),
      (plan, severity, minute) => {
        const named = policy(plan);
        let nowMs = day + minute * minuteMs;
        let turn = begin(named, routing(), { ...subject, severity }, nowMs);
        const told = new Set(turn.channelIds);
        for (let turns = 0; turn.progress !== null && turn.progress.stepDueMs !== null; turns++) {
          expect(turns).toBeLessThan(50_000);
          const dueMs = dueOf(turn.progress) ?? 0;
          expect(dueMs).toBeGreaterThan(nowMs);
          nowMs = dueMs;
          turn = takeTurn(named, turn.progress, routing(), { ...subject, severity }, nowMs);
          turn.channelIds.forEach((channelId) => told.add(channelId));
          expect(turn.decisions.length).toBeGreaterThan(0);
        }
        expect(told.size).toBeGreaterThan(0);
      },
    ),
  );
});
