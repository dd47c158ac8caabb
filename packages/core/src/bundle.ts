import type { AlertMessage, AlertType } from "./alert.ts";
import { type Wording, inEachLanguage, joined, wordingOf } from "./language.ts";
import { durationName } from "./zoned-time.ts";

type Incident = NonNullable<AlertMessage["data"]["incident"]>;
type Story = { message: AlertMessage; incident: Incident; name: string; isNew: boolean; isOver: boolean };

/**
 * Several messages to one channel as one that names every incident of them. It is about the worst that is still open and takes that
 * message's id; an incident that began and ended meanwhile is named as over. `messages`: oldest first, at least one about an incident.
 */
export function bundleOf(messages: readonly AlertMessage[], nowMs: number): AlertMessage {
  const stories = [...Map.groupBy(messages, (message) => message.data.incident?.id).values()].flatMap(storyOf);
  const lead = stories.find(isDown) ?? stories.find((story) => !story.isOver) ?? stories[0];
  if (lead === undefined) throw new Error("there is no incident to tell of");
  const rest = stories.filter((story) => story !== lead);
  const type: AlertType = lead.isOver ? "incident.resolved" : lead.isNew ? "incident.opened" : lead.message.type;
  const told = joined(wordingOf(lead.incident.summary, lead.incident.translations ?? {}), restOf(rest));
  const { en: summary, ...translations } = told;
  return {
    ...lead.message,
    type,
    timestamp: new Date(nowMs).toISOString(),
    data: {
      ...lead.message.data,
      incident: {
        ...lead.incident,
        summary,
        translations,
        ...(lead.incident.lastsMs !== undefined && { lastsMs: nowMs - Date.parse(lead.incident.startedAt) }),
      },
      ...(rest.length > 0 && {
        others: rest.map(({ incident, message }) => ({
          id: incident.id,
          number: incident.number,
          severity: incident.severity,
          monitor: message.data.monitor,
          endedAt: incident.endedAt,
          url: incident.url,
        })),
      }),
    },
  };
}

const isDown = (story: Story) => !story.isOver && story.incident.severity === "down";

function storyOf(messages: AlertMessage[]): Story[] {
  const last = messages.at(-1);
  const incident = last?.data.incident;
  // The newest one's key is not the oldest one's: whoever merges rows keeps the row of the first.
  const first = messages[0];
  if (last === undefined || first === undefined || incident === null || incident === undefined) return [];
  return [
    {
      message: { ...last, id: first.id },
      incident,
      name: last.data.monitor?.name ?? `Incident #${incident.number}`,
      isNew: messages.some((message) => message.type === "incident.opened"),
      isOver: last.type === "incident.resolved",
    },
  ];
}

function restOf(rest: readonly Story[]): Wording {
  return inEachLanguage((language) => {
    if (rest.length === 0) return "";
    const { more, down, degraded, over, after } = words[language];
    const lasted = ({ durationMs }: Incident) => (durationMs === null ? "" : `, ${after} ${durationName(durationMs)}`);
    const named = (title: string, some: readonly Story[]) =>
      some.length === 0
        ? []
        : [`${title}: ${some.map((story) => `${story.name} (#${story.incident.number}${lasted(story.incident)})`).join(", ")}.`];
    const isOpen = (story: Story) => !story.isOver;
    return [
      more(rest.length),
      ...named(down, rest.filter(isDown)),
      ...named(
        degraded,
        rest.filter((story) => isOpen(story) && !isDown(story)),
      ),
      ...named(
        over,
        rest.filter((story) => story.isOver),
      ),
    ].join(" ");
  });
}

const words = {
  en: { more: (n: number) => `And ${n} more.`, down: "Down", degraded: "Degraded", over: "Over", after: "after" },
  de: { more: (n: number) => `Und ${n} weitere.`, down: "Ausgefallen", degraded: "Gestört", over: "Vorbei", after: "nach" },
} as const;
