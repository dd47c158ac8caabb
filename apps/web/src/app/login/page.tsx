import Link from "next/link";
import { redirect } from "next/navigation";
import { EmailField, PasswordField } from "../../screens/sign-in/sign-in-fields.tsx";
import { errorSentence, noticeSentence } from "../../screens/sign-in/form-messages.ts";
import { PlainForm } from "../../screens/sign-in/plain-form.tsx";
import { SignInCard } from "../../screens/sign-in/sign-in-card.tsx";
import { safePath } from "../../server/forms.ts";
import { pageApi, pageSession, pageTypedEmail } from "../../server/page-session.ts";
import { TextLink } from "../../ui/text-link.tsx";

export const metadata = { title: "Sign in" };

type Query = { error?: string; notice?: string; next?: string };

export default async function Page({ searchParams }: { searchParams: Promise<Query> }) {
  const { error, notice, next } = await searchParams;
  if ((await pageSession()) !== null) redirect(safePath(next));
  const { signUp, sendsMail } = await (await pageApi()).session.instance({});
  if (signUp === "first" && notice === undefined) redirect("/signup");
  return (
    <SignInCard
      title="Sign in"
      error={errorSentence(error)}
      notice={noticeSentence(notice)}
      below={
        signUp === "open" && (
          <>
            No account yet? <TextLink href="/signup">Sign up</TextLink>
          </>
        )
      }
    >
      <PlainForm action="login" submit="Sign in" hidden={{ next }}>
        <EmailField typed={error === undefined ? "" : await pageTypedEmail()} />
        <PasswordField />
      </PlainForm>
      {sendsMail && (
        <p className="mt-4 text-center">
          <Link href="/forgot" className="inline-flex min-h-6 items-center text-muted underline underline-offset-2 hover:text-fg">
            Forgot the password?
          </Link>
        </p>
      )}
    </SignInCard>
  );
}
