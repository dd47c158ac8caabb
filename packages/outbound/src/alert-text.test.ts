import { alertMessage } from "@vedette/testkit/channel-contract";
import { describe, expect, it } from "vitest";
import { durationOf } from "@vedette/core/alert-words";
import { alertText } from "./alert-text.ts";

const { data } = alertMessage();
const incident = data.incident;
if (incident === null) throw new Error("the sample alert has an incident");
const resolved = { ...incident, endedAt: "2026-11-22T21:03:00.000Z", durationMs: 240_000 };

it.each([
  [alertMessage(), "[Down] API is down"],
  [alertMessage({ data: { ...data, incident: { ...incident, severity: "degraded" } } }), "[Degraded] API is degraded"],
  [alertMessage({ type: "incident.updated" }), "[Down] API is down now"],
  [alertMessage({ type: "incident.acknowledged" }), "[Acknowledged] API is down, and somebody is looking at it"],
  [alertMessage({ type: "incident.resolved", data: { ...data, incident: resolved } }), "[Resolved] API is up again after 4 min"],
  [alertMessage({ type: "incident.resolved" }), "[Resolved] API is up again"],
  [
    alertMessage({ type: "channel.test", data: { ...data, monitor: null, incident: null } }),
    "[Test] Vedette can reach this channel of Acme",
  ],
] as const)("a subject says what matters: $1", (message, subject) => expect(alertText(message).subject).toBe(subject));

it("the text says what, which, since when, whose, how late and where to look", () => {
  expect(alertText(alertMessage({ delayedByMs: 720_000 })).text).toBe(`API is down

What: Answered with status 503; expected 2xx.
Monitor: API (https://api.example.com/health)
Since: 22 Nov 2026, 20:59 UTC
Incident: #12
Team: Acme
Delayed by: 12 min

https://vedette.example.com/t/acme/incidents/0193a6b0-0000-7000-8000-000000000003
`);
});

it("carries the links to act on it, in both halves", () => {
  const actions = { acknowledge: "https://vedette.example.com/act/a", snooze: "https://vedette.example.com/act/s" };
  const { text, html } = alertText(alertMessage({ data: { ...data, actions } }));
  expect(text).toContain("\n\nAcknowledge: https://vedette.example.com/act/a\n\nSnooze: https://vedette.example.com/act/s\n");
  expect(html).toContain('<a href="https://vedette.example.com/act/a">Acknowledge</a>');
});

it("a test says that nothing is wrong", () => {
  const { text } = alertText(alertMessage({ type: "channel.test", data: { ...data, monitor: null, incident: null } }));
  expect(text).toContain("nothing is wrong");
  expect(text).toContain("Team: Acme");
});

describe("what people typed", () => {
  const evil = `<script>alert("1")</script>&\r\nBcc: x`;
  const message = alertMessage({
    data: {
      team: { id: "1", name: evil },
      monitor: { id: "1", name: evil, target: evil },
      incident: { ...incident, summary: evil, url: `https://x/"onclick="` },
    },
  });

  it("is escaped in HTML", () => {
    const { html } = alertText(message);
    expect(html).not.toContain("<script");
    expect(html).not.toContain('"onclick');
    expect(html.match(/<(?!\/?(?:p|table|tr|td|b|a)\b)/g)).toBe(null);
  });

  it("begins no line of its own", () => {
    const { subject, text } = alertText(message);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).not.toMatch(/^Bcc/m);
  });
});

it.each([
  [0, "0 s"],
  [59_400, "59 s"],
  [60_000, "1 min"],
  [59.4 * 60_000, "59 min"],
  [59.6 * 60_000, "1 h"],
  [125 * 60_000, "2 h 5 min"],
  [26 * 3_600_000, "1 d 2 h"],
  [48 * 3_600_000, "2 d"],
  [-5, "0 s"],
])("%d ms reads %s", (ms, expected) => expect(durationOf(ms)).toBe(expected));
