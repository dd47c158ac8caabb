export const dynamic = "force-dynamic";

/** The process answers. Says nothing of the database: a process must not be restarted because that is away. */
export function GET(): Response {
  return new Response("ok\n", { headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
}
