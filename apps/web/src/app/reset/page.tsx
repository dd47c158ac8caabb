import { errorSentence } from "../../screens/sign-in/form-messages.ts";
import { PlainForm } from "../../screens/sign-in/plain-form.tsx";
import { NewPasswordField } from "../../screens/sign-in/sign-in-fields.tsx";
import { SignInCard } from "../../screens/sign-in/sign-in-card.tsx";
import { TextLink } from "../../ui/text-link.tsx";

export const metadata = { title: "New password" };

type Query = { error?: string; token?: string };

export default async function Page({ searchParams }: { searchParams: Promise<Query> }) {
  const { error, token } = await searchParams;
  const below = <TextLink href="/forgot">Ask for a new link</TextLink>;
  if (token === undefined) return <SignInCard title="New password" error={errorSentence("token")} below={below} />;
  return (
    <SignInCard
      title="New password"
      lead="Every session ends; you sign in again with the new one."
      error={errorSentence(error)}
      below={below}
    >
      <PlainForm action="reset" submit="Set the password" hidden={{ token }}>
        <NewPasswordField label="New password" />
      </PlainForm>
    </SignInCard>
  );
}
