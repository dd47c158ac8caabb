import { handleCalendar } from "../../../../server/calendar.ts";
import { deps } from "../../../../server/deps.ts";

export const dynamic = "force-dynamic";

export async function GET(_: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  return await handleCalendar(deps(), (await params).token);
}
