import { deps } from "../../server/deps.ts";
import { handleMetrics } from "../../server/metrics.ts";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  return await handleMetrics(deps(), request);
}
