"use client";
import { SignInCard } from "../screens/sign-in/sign-in-card.tsx";
import { Button } from "../ui/button.tsx";

/** A bug of ours: what it was is in the log under the digest, never on the screen. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const trace = error.digest === undefined ? "" : ` Trace id ${error.digest}.`;
  return (
    <SignInCard title="Something went wrong on our side" lead={`Try again; if it stays, tell whoever runs this instance.${trace}`}>
      <Button look="primary" onClick={reset}>
        Try again
      </Button>
    </SignInCard>
  );
}
