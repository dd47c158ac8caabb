import { redirect } from "next/navigation";

export default async function Page({ params }: { params: Promise<{ team: string }> }) {
  redirect(`/t/${(await params).team}/settings/general`);
}
