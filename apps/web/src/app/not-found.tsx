import { SignInCard } from "../screens/sign-in/sign-in-card.tsx";
import { ButtonLink } from "../ui/button.tsx";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <SignInCard title="There is nothing at this address" lead="It was deleted, never existed, or you cannot see it.">
      <ButtonLink look="primary" href="/">
        Go to the overview
      </ButtonLink>
    </SignInCard>
  );
}
