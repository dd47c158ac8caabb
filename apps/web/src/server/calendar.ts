import { readCalendar } from "@vedette/engine/read-calendar";
import { z } from "zod";
import type { Deps } from "./deps.ts";

/** Shifts as iCalendar, to whoever has the key in the address; programs ask for it without cookies. Else 404. `token` may end in `.ics`. */
export async function handleCalendar(deps: Pick<Deps, "db" | "now">, token: string): Promise<Response> {
  const key = z.uuid().safeParse(token.replace(/\.ics$/, ""));
  const calendar = key.success ? await readCalendar(deps, key.data) : null;
  if (calendar === null) return new Response("Not found\n", { status: 404 });
  const headers = {
    "content-type": "text/calendar; charset=utf-8",
    "cache-control": "private, max-age=300",
    "referrer-policy": "no-referrer",
  };
  return new Response(calendar, { headers });
}
