import { deps } from "../../../../server/deps.ts";
import { type FormAction, formActions, handleForm } from "../../../../server/forms.ts";

export const dynamic = "force-dynamic";

export async function POST(request: Request, { params }: { params: Promise<{ action: string }> }): Promise<Response> {
  const { action } = await params;
  if (!isFormAction(action)) return new Response("Not found\n", { status: 404 });
  return await handleForm(deps(), action, request);
}

function isFormAction(text: string): text is FormAction {
  return (formActions as readonly string[]).includes(text);
}
