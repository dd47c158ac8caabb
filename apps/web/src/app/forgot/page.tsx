import { errorSentence, noticeSentence } from "../../screens/sign-in/form-messages.ts";
import { PlainForm } from "../../screens/sign-in/plain-form.tsx";
import { EmailField } from "../../screens/sign-in/sign-in-fields.tsx";
import { SignInCard } from "../../screens/sign-in/sign-in-card.tsx";
import { pageApi, pageTypedEmail } from "../../server/page-session.ts";
import { TextLink } from "../../ui/text-link.tsx";

export const metadata = { title: "Forgot the password" };

type Query = { error?: string; notice?: string };

export default async function Page({ searchParams }: { searchParams: Promise<Query> }) {
  const { error, notice } = await searchParams;
  const { sendsMail } = await (await pageApi()).session.instance({});
  const below = <TextLink href="/login">Back to sign in</TextLink>;
  if (!sendsMail) {
    return <SignInCard title="No mail from here" lead={errorSentence("no-mail")} below={below} />;
  }
  return (
    <SignInCard
      title="Set a new password"
      lead="We send you a link that works for an hour."
      error={errorSentence(error)}
      notice={noticeSentence(notice)}
      below={below}
    >
      <PlainForm action="forgot" submit="Send the link">
        <EmailField typed={error === undefined ? "" : await pageTypedEmail()} />
      </PlainForm>
    </SignInCard>
  );
}
