import { redirect } from "next/navigation";
import { ApiProvider } from "../../api/api-provider.tsx";
import { StartScreen } from "../../screens/sign-in/start-screen.tsx";
import { pageApi, pageSession } from "../../server/page-session.ts";

export const metadata = { title: "Teams" };

export default async function Page({ searchParams }: { searchParams: Promise<{ new?: string }> }) {
  if ((await pageSession()) === null) redirect("/login?next=/start");
  const { teams } = await (await pageApi()).session.me({});
  const { new: wantsNew } = await searchParams;
  const [first] = teams.toSorted((a, b) => Number(a.isSample) - Number(b.isSample));
  if (first !== undefined && wantsNew === undefined) redirect(`/t/${first.slug}`);
  return (
    <ApiProvider>
      <StartScreen teams={teams} />
    </ApiProvider>
  );
}
