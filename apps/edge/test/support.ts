import { mkdtemp, rm } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, pino } from "pino";

export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer; text: string };

/** Sends the path exactly as given: nothing normalises it on the way. */
export function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, host: "127.0.0.1", agent: false, method: options.method, headers: options.headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text: body.toString("utf8") });
      });
    });
    sent.on("error", reject);
    sent.end(options.body);
  });
}

export async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "vedette-edge-"));
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }) };
}

/** A real logger whose lines can be read. */
export function recordingLog(): { log: Logger; messages: () => string[] } {
  const lines: string[] = [];
  return {
    log: pino({ base: null }, { write: (line: string) => void lines.push(line) }),
    messages: () => lines.map((line) => String(JSON.parse(line).msg)),
  };
}
