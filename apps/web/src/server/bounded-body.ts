import { AppError } from "@vedette/core/app-error";

/** The whole body as text. Throws `too_large` as soon as it is longer, `unsupported_media` for an encoded one, `bad_request` for no UTF-8. */
export async function boundedBody(request: Request, maxBytes: number): Promise<string> {
  if (request.headers.has("content-encoding")) throw new AppError("unsupported_media", "Send the request without content-encoding.");
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body !== null) {
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new AppError("too_large", `The request is too large. Send at most ${maxBytes / 1_000} kB.`);
      chunks.push(chunk);
    }
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new AppError("bad_request", "The request is not UTF-8.");
  }
}

/** Whether brackets in a JSON text are nested deeper than `limit`: known before anything parses it. */
export function isDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const char = json[i];
    if (inString) {
      if (char === "\\") i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") {
      if (++depth > limit) return true;
    } else if (char === "}" || char === "]") depth--;
  }
  return false;
}
