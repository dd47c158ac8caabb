import { deps } from "../../server/deps.ts";

export const dynamic = "force-dynamic";

/** Ready once the database answers: 200, else 503. */
export async function GET(): Promise<Response> {
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  const isThere = await deps()
    .db.publishing.nowMs()
    .then(
      () => true,
      () => false,
    );
  return isThere ? new Response("ok\n", { headers }) : new Response("The database does not answer.\n", { status: 503, headers });
}
