import { errorSentence } from "../../screens/sign-in/form-messages.ts";
import { PlainForm } from "../../screens/sign-in/plain-form.tsx";
import { SignInCard } from "../../screens/sign-in/sign-in-card.tsx";
import { TextLink } from "../../ui/text-link.tsx";

export const metadata = { title: "Confirm your address" };

type Query = { error?: string; token?: string };

/** A press, not the visit, confirms: mail scanners open links. */
export default async function Page({ searchParams }: { searchParams: Promise<Query> }) {
  const { error, token } = await searchParams;
  const below = <TextLink href="/login">Sign in to get a new link</TextLink>;
  if (token === undefined) return <SignInCard title="Confirm your address" error={errorSentence("token")} below={below} />;
  return (
    <SignInCard title="Confirm your address" lead="One press, and you can sign in." error={errorSentence(error)} below={below}>
      <PlainForm action="verify" submit="Confirm" hidden={{ token }} />
    </SignInCard>
  );
}
