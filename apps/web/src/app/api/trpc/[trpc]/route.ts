import { deps } from "../../../../server/deps.ts";
import { handleTrpc } from "../../../../server/handle-trpc.ts";

export const dynamic = "force-dynamic";

async function handle(request: Request): Promise<Response> {
  return await handleTrpc(deps(), request);
}

export { handle as GET, handle as POST };
