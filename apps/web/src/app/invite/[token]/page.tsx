import { notFound } from "next/navigation";
import { errorSentence } from "../../../screens/sign-in/form-messages.ts";
import { PlainForm } from "../../../screens/sign-in/plain-form.tsx";
import { SignInCard } from "../../../screens/sign-in/sign-in-card.tsx";
import { appErrorOf } from "../../../server/app-error-of.ts";
import { pageApi, pageSession } from "../../../server/page-session.ts";
import { ButtonLink } from "../../../ui/button.tsx";
import { TextLink } from "../../../ui/text-link.tsx";

export const metadata = { title: "Invitation" };

type Props = { params: Promise<{ token: string }>; searchParams: Promise<{ error?: string }> };

export default async function Page({ params, searchParams }: Props) {
  const [{ token }, { error }] = [await params, await searchParams];
  const view = await invitationOf(token);
  const title = `Join ${view.team}`;
  if (view.state !== "open") {
    const lead = view.state === "expired" ? "This invitation is too old. Ask for a new one." : "This invitation was answered or withdrawn.";
    return <SignInCard title={title} lead={lead} below={<TextLink href="/">Go to Vedette</TextLink>} />;
  }
  const session = await pageSession();
  const lead = `You are invited as ${view.role}, with the address ${view.emailHint}.`;
  if (session !== null) {
    return (
      <SignInCard title={title} lead={`${lead} You are signed in as ${session.email}.`} error={errorSentence(error)}>
        <PlainForm action="accept" submit="Join the team" hidden={{ invitation: token }} />
      </SignInCard>
    );
  }
  return (
    <SignInCard title={title} lead={lead} error={errorSentence(error)}>
      <div className="flex flex-col gap-2">
        <ButtonLink look="primary" href={`/signup?invitation=${token}`}>
          Create an account
        </ButtonLink>
        <ButtonLink href={`/login?next=${encodeURIComponent(`/invite/${token}`)}`}>I have an account</ButtonLink>
      </div>
    </SignInCard>
  );
}

async function invitationOf(token: string) {
  try {
    return await (await pageApi()).members.invitation({ invitationId: token });
  } catch (error) {
    // An id that cannot be read and one that does not exist answer alike.
    if (error instanceof Error && (appErrorOf(error.cause) !== null || "code" in error)) notFound();
    throw error;
  }
}
