import { deps } from "../../../../server/deps.ts";
import { type PressSource, handlePress, pressSources } from "../../../../server/presses.ts";

export const dynamic = "force-dynamic";

export async function POST(request: Request, { params }: { params: Promise<{ source: string }> }): Promise<Response> {
  const { source } = await params;
  if (!isPressSource(source)) return new Response("Not found\n", { status: 404 });
  return await handlePress(deps(), source, request);
}

function isPressSource(text: string): text is PressSource {
  return (pressSources as readonly string[]).includes(text);
}
