import { redirect } from "next/navigation";
import { errorSentence } from "../../screens/sign-in/form-messages.ts";
import { PlainForm } from "../../screens/sign-in/plain-form.tsx";
import { EmailField, NewPasswordField } from "../../screens/sign-in/sign-in-fields.tsx";
import { SignInCard } from "../../screens/sign-in/sign-in-card.tsx";
import { pageApi, pageSession, pageTypedEmail } from "../../server/page-session.ts";
import { TextLink } from "../../ui/text-link.tsx";

export const metadata = { title: "Sign up" };

type Query = { error?: string; invitation?: string };

export default async function Page({ searchParams }: { searchParams: Promise<Query> }) {
  const { error, invitation } = await searchParams;
  if ((await pageSession()) !== null) redirect("/");
  const { signUp } = await (await pageApi()).session.instance({});
  const below = (
    <>
      Have an account?{" "}
      <TextLink href={invitation === undefined ? "/login" : `/login?next=${encodeURIComponent(`/invite/${invitation}`)}`}>Sign in</TextLink>
    </>
  );
  if (signUp === "closed" || (signUp === "invited" && invitation === undefined)) {
    return (
      <SignInCard
        title="Sign-up takes an invitation"
        lead="Ask an admin of your team to invite you, then open the link you get."
        below={below}
      />
    );
  }
  const isFirst = signUp === "first";
  return (
    <SignInCard
      title={isFirst ? "Set up Vedette" : "Create an account"}
      lead={
        isFirst
          ? "You are the first here: this account owns the instance."
          : invitation === undefined
            ? undefined
            : "Use the address the invitation was sent to."
      }
      error={errorSentence(error)}
      below={isFirst ? undefined : below}
    >
      <PlainForm action="signup" submit={isFirst ? "Create the owner's account" : "Sign up"} hidden={{ invitation }}>
        <EmailField typed={error === undefined ? "" : await pageTypedEmail()} />
        <NewPasswordField label="Password" />
      </PlainForm>
    </SignInCard>
  );
}
