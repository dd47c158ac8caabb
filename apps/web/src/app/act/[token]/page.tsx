import { type LinkDeed, linkDeeds, snoozeMinutes } from "@vedette/engine/act-by-link";
import { errorSentence } from "../../../screens/sign-in/form-messages.ts";
import { PlainForm } from "../../../screens/sign-in/plain-form.tsx";
import { SignInCard } from "../../../screens/sign-in/sign-in-card.tsx";
import { appErrorOf } from "../../../server/app-error-of.ts";
import { pageApi } from "../../../server/page-session.ts";
import { SelectField, TextAreaField } from "../../../ui/field.tsx";
import { StatusMark } from "../../../ui/status-mark.tsx";
import { TextLink } from "../../../ui/text-link.tsx";
import { At } from "../../../ui/time.tsx";

export const metadata = { title: "Incident" };

type Props = { params: Promise<{ token: string }>; searchParams: Promise<{ error?: string; notice?: string }> };

/** Where a link of an alert leads. A press, not the visit, acts: mail scanners open links. Needs no script and no session. */
export default async function Page({ params, searchParams }: Props) {
  const [{ token }, { error, notice }] = [await params, await searchParams];
  const incident = await incidentOf(token);
  if ("gone" in incident)
    return <SignInCard title="This link leads nowhere" lead={incident.gone} below={<TextLink href="/">Go to Vedette</TextLink>} />;
  const isOver = incident.endedAtMs !== null;
  const isSaid = (deed: LinkDeed) => notice === deed;
  const isDone = {
    acknowledge: incident.acknowledgedAtMs !== null,
    snooze: isSaid("snooze"),
    resolve: isOver,
    comment: isSaid("comment"),
    merge: incident.isMerged,
  };
  const doneNow = linkDeeds.find((deed) => isSaid(deed) && isDone[deed]) ?? (isDone[incident.action] ? incident.action : undefined);
  const possible = deedsOf(incident);
  const first = isDone[incident.action] ? [] : possible.filter((deed) => deed === incident.action);
  return (
    <SignInCard
      title={`${incident.monitor} #${incident.number}`}
      lead={<StatusMark status={isOver ? "up" : incident.severity} {...(isOver ? { word: "Resolved" } : {})} />}
      error={error === undefined ? null : (refusals.get(error) ?? errorSentence(error) ?? "That did not work. Try again.")}
      notice={error !== undefined ? null : doneNow !== undefined ? done[doneNow] : isOver ? "It is over." : null}
      below={<TextLink href={incident.url}>Sign in and open the incident</TextLink>}
    >
      <p className="wrap-anywhere">{incident.summary}</p>
      <p className="mt-1 mb-4 text-sm text-muted">
        Since <At atMs={incident.startedAtMs} />. What you do is written down as done by the link in {incident.channel}.
      </p>
      {first.map((deed) => (
        <DeedForm key={deed} deed={deed} token={token} incident={incident} />
      ))}
      <div className="mt-4 flex flex-col divide-y divide-line border-t border-line">
        {possible
          .filter((deed) => !first.includes(deed))
          .map((deed) => (
            <details key={deed}>
              <summary className="cursor-pointer py-3 font-medium">{words[deed].summary}</summary>
              <div className="pb-4">
                <DeedForm deed={deed} token={token} incident={incident} />
              </div>
            </details>
          ))}
      </div>
    </SignInCard>
  );
}

const words: Record<LinkDeed, { summary: string; submit: string }> = {
  acknowledge: { summary: "Acknowledge it", submit: "Acknowledge" },
  snooze: { summary: "Hear no more of it for a while", submit: "Snooze" },
  resolve: { summary: "Say that it is over", submit: "Resolve" },
  comment: { summary: "Say what you know", submit: "Comment" },
  merge: { summary: "Deal with it in another incident", submit: "Merge" },
};

const done: Record<LinkDeed, string> = {
  acknowledge: "Acknowledged: the team knows that somebody is looking at it.",
  snooze: "Snoozed: nobody is told more for now, but of its end.",
  resolve: "Resolved.",
  comment: "Your comment is in the timeline.",
  merge: "Merged: nobody is told more of it, but of its end.",
};

/** Of errors that mean something else on pages where one signs in. */
const refusals = new Map([
  ["limit", "This was done too often. Try again in an hour."],
  ["input", "Something is missing. Fill in the field and try again."],
]);

function deedsOf({ endedAtMs, acknowledgedAtMs, isMerged, others }: Linked): LinkDeed[] {
  if (endedAtMs !== null) return ["comment"];
  return linkDeeds.filter((deed) => {
    if (deed === "acknowledge") return acknowledgedAtMs === null;
    return deed !== "merge" || (!isMerged && others.length > 0);
  });
}

function DeedForm({ deed, token, incident }: { deed: LinkDeed; token: string; incident: Linked }) {
  return (
    <PlainForm action="act" submit={words[deed].submit} hidden={{ token, deed }}>
      {deed === "snooze" && (
        <SelectField label="For how long" name="minutes" defaultValue="60">
          {snoozeMinutes.map((minutes) => (
            <option key={minutes} value={minutes ?? ""}>
              {spanName(minutes)}
            </option>
          ))}
        </SelectField>
      )}
      {deed === "comment" && <TextAreaField label="Comment" name="text" rows={3} maxLength={4_000} required />}
      {deed === "merge" && (
        <SelectField label="Into" name="into">
          {incident.others.map(({ id, number, monitor }) => (
            <option key={id} value={id}>
              #{number} {monitor}
            </option>
          ))}
        </SelectField>
      )}
    </PlainForm>
  );
}

function spanName(minutes: number | null): string {
  if (minutes === null) return "Until it is over";
  if (minutes < 60) return `${minutes} minutes`;
  return minutes < 1_440 ? `${minutes / 60} h` : "1 day";
}

type Linked = Awaited<ReturnType<Awaited<ReturnType<typeof pageApi>>["incidents"]["byLink"]>>;

async function incidentOf(token: string): Promise<Linked | { gone: string }> {
  try {
    return await (await pageApi()).incidents.byLink({ token });
  } catch (error) {
    const refusal = error instanceof Error ? appErrorOf(error.cause) : null;
    if (refusal !== null && refusal.code !== "not_found") throw error;
    // An address that cannot be read leads as little anywhere as one that was cut.
    return { gone: refusal?.message ?? "It is not whole. Copy all of it." };
  }
}
