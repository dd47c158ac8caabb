import { snoozeMinutes } from "@vedette/engine/act-by-link";
import { PlainForm } from "../../../screens/sign-in/plain-form.tsx";
import { SignInCard } from "../../../screens/sign-in/sign-in-card.tsx";
import { appErrorOf } from "../../../server/app-error-of.ts";
import { pageApi } from "../../../server/page-session.ts";
import { SelectField } from "../../../ui/field.tsx";
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
  const isDone =
    incident.endedAtMs !== null || (incident.action === "acknowledge" ? incident.acknowledgedAtMs !== null : notice === "done");
  return (
    <SignInCard
      title={`${incident.monitor} #${incident.number}`}
      lead={
        <StatusMark
          status={incident.endedAtMs === null ? incident.severity : "up"}
          {...(incident.endedAtMs === null ? {} : { word: "Resolved" })}
        />
      }
      error={
        error === undefined ? null : error === "limit" ? "This was done too often. Try again in an hour." : "That did not work. Try again."
      }
      notice={isDone ? standing(incident) : null}
      below={<TextLink href={incident.url}>Sign in and open the incident</TextLink>}
    >
      <p className="wrap-anywhere">{incident.summary}</p>
      <p className="mt-1 mb-4 text-sm text-muted">
        Since <At atMs={incident.startedAtMs} />. What you do is written down as done by the link in {incident.channel}.
      </p>
      {!isDone && (
        <PlainForm action="act" submit={incident.action === "acknowledge" ? "Acknowledge" : "Snooze"} hidden={{ token }}>
          {incident.action === "snooze" && (
            <SelectField label="For how long" name="minutes" defaultValue="60">
              {snoozeMinutes.map((minutes) => (
                <option key={minutes} value={minutes ?? ""}>
                  {minutes === null
                    ? "Until it is over"
                    : minutes < 60
                      ? `${minutes} minutes`
                      : minutes < 1_440
                        ? `${minutes / 60} h`
                        : "1 day"}
                </option>
              ))}
            </SelectField>
          )}
        </PlainForm>
      )}
    </SignInCard>
  );
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

function standing({ endedAtMs, action }: Linked): string {
  if (endedAtMs !== null) return "It is over: there is nothing left to do.";
  return action === "acknowledge"
    ? "Acknowledged: the team knows that somebody is looking at it."
    : "Snoozed: nobody is told more for now, but of its end.";
}
