import { expect, it } from "vitest";
import { type AlertMessage, alertTypes } from "./alert.ts";
import { alertPhrases } from "./alert-phrases.ts";
import { alertWords, usualVoice } from "./alert-words.ts";

const message: AlertMessage = {
  id: "msg_1",
  type: "incident.resolved",
  timestamp: "2026-07-01T12:05:00.000Z",
  data: {
    team: { id: "t", name: "Acme" },
    monitor: { id: "m", name: "Shop", target: "https://shop.example/" },
    incident: {
      id: "i",
      number: 12,
      severity: "down",
      summary: "Answered with status 503.",
      startedAt: "2026-07-01T12:00:00.000Z",
      endedAt: "2026-07-01T12:05:00.000Z",
      durationMs: 300_000,
      url: "https://vedette.example/i",
    },
  },
};

it("speaks the team's language, in its time zone", () => {
  const words = alertWords(message, { language: "de", timeZone: "Europe/Berlin", templates: {} });
  expect(words.title).toBe("[Behoben] Shop läuft nach 5 min wieder");
  expect(words.text).toBe(
    "Was: Answered with status 503.\nMonitor: Shop (https://shop.example/)\nSeit: 01.07.2026, 14:00 UTC+02:00\nBis: 01.07.2026, 14:05 UTC+02:00\nVorfall: #12\nTeam: Acme",
  );
  expect(words.link).toEqual({ label: "Vorfall #12 öffnen", url: "https://vedette.example/i" });
});

it("says of a broken rule where it says what to do, and its labels", () => {
  const rule = { id: "r", name: "Slow", labels: { service: "checkout", tier: "1" }, runbook: "https://wiki.example/slow" };
  const words = alertWords({ ...message, data: { ...message.data, rule } }, { ...usualVoice, language: "de" });
  expect(words.facts).toEqual(
    expect.arrayContaining([
      ["Anleitung", "https://wiki.example/slow"],
      ["Merkmale", "service=checkout, tier=1"],
    ]),
  );
  expect(words.values).toMatchObject({ "rule.name": "Slow", "rule.labels": "service=checkout, tier=1", "rule.runbook": rule.runbook });
  const bare = alertWords({ ...message, data: { ...message.data, rule: { ...rule, labels: {}, runbook: "" } } }, usualVoice);
  expect(bare.facts).toEqual(alertWords(message, usualVoice).facts);
});

it("says of what goes on that it still does, for how long, and that nobody has acknowledged it", () => {
  const { incident } = message.data;
  const goesOn = (type: "incident.opened" | "incident.updated"): AlertMessage => ({
    ...message,
    type,
    data: {
      ...message.data,
      incident: incident && { ...incident, endedAt: null, durationMs: null, lastsMs: 1_500_000, isUnacknowledged: true },
    },
  });
  for (const type of ["incident.opened", "incident.updated"] as const) {
    expect(alertWords(goesOn(type), usualVoice)).toMatchObject({
      title: "[Down] Shop is still down after 25 min",
      values: { "incident.summary": "Answered with status 503. Nobody has acknowledged it yet." },
    });
    expect(alertWords(goesOn(type), { ...usualVoice, language: "de" })).toMatchObject({
      title: "[Ausfall] Shop ist nach 25 min immer noch ausgefallen",
      facts: expect.arrayContaining([["Was", "Answered with status 503. Bisher kümmert sich niemand darum."]]) as unknown,
    });
  }
});

it("says that a channel works again or is not used, and since when it had failed, with nothing that reads like a failure", () => {
  const channel = {
    id: "c",
    name: "Ops\r\nmail",
    kind: "email",
    failingSince: "2026-07-01T12:00:00.000Z",
    endsId: "msg_0",
    url: "https://vedette.example/c",
  };
  const working: AlertMessage = {
    ...message,
    type: "channel.working",
    data: { team: message.data.team, monitor: null, incident: null, channel },
  };
  expect(alertWords(working, usualVoice)).toMatchObject({
    tone: "resolved",
    title: "[Resolved] Alerts arrive through Ops mail again",
    text: "Failed since: 1 Jul 2026, 12:00 UTC\nTeam: Acme",
    link: { label: "Open the channel", url: channel.url },
  });
  expect(alertWords(working, { ...usualVoice, language: "de" })).toMatchObject({
    title: "[Behoben] Meldungen kommen über Ops mail wieder an",
    text: "Gestört seit: 01.07.2026, 12:00 UTC\nTeam: Acme",
  });
  expect(alertWords({ ...working, type: "channel.unused" }, usualVoice)).toMatchObject({
    tone: "resolved",
    title: "[Resolved] Ops mail, which failed, was switched off or deleted",
  });
});

it("says what is wrong in the language of the team, and in English where it was stored in that alone", () => {
  const { incident } = message.data;
  const of = (translations: object): AlertMessage => ({
    ...message,
    data: { ...message.data, incident: incident && { ...incident, translations } },
  });
  const summaryIn = (language: "en" | "de", translations: object) =>
    alertWords(of(translations), { ...usualVoice, language }).values["incident.summary"];
  expect(summaryIn("de", { de: "Status 503." })).toBe("Status 503.");
  expect(summaryIn("en", { de: "Status 503." })).toBe("Answered with status 503.");
  expect(summaryIn("de", {})).toBe("Answered with status 503.");
});

it("takes a channel's own words for the types that have some, and the usual ones for an empty part", () => {
  const voice = { ...usualVoice, templates: { "incident.resolved": { title: "{{monitor.name}}\r\nok again", text: "" } } };
  expect(alertWords(message, voice)).toMatchObject({ title: "Shop ok again", isOwnText: false });
  expect(alertWords({ ...message, type: "incident.opened" }, voice).title).toBe("[Down] Shop is down");
  const own = { ...usualVoice, templates: { "incident.resolved": { title: "", text: "{{incident.duration}} of {{monitor.target}}" } } };
  expect(alertWords(message, own)).toMatchObject({ isOwnText: true, text: "5 min of https://shop.example/" });
});

it("has every phrase in every language, and a title for every type", () => {
  const english = Object.keys(alertPhrases.en).toSorted();
  for (const [language, phrases] of Object.entries(alertPhrases)) {
    expect(Object.keys(phrases).toSorted(), language).toEqual(english);
    for (const type of alertTypes)
      expect(alertWords({ ...message, type }, { ...usualVoice, language: language as "en" }).title).toMatch(/^\[.+\] .+/);
  }
});
