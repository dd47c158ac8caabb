import { redirect } from "next/navigation";
import { pageApi, pageSession } from "../server/page-session.ts";

/** Where somebody belongs: their first team, or the way in. */
export default async function Page() {
  const api = await pageApi();
  if ((await pageSession()) !== null) redirect("/start");
  const { signUp } = await api.session.instance({});
  redirect(signUp === "first" ? "/signup" : "/login");
}
