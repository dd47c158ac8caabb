import { type RecordedRequest, type ScriptedServer, startScriptedServer } from "@vedette/testkit/scripted-http-server";
import type { Route, Service } from "./channel-services.ts";

export type FakeService = ScriptedServer & {
  /** What was asked otherwise than documented. */
  complaints: string[];
};

/** The service on loopback, as strict as its documentation: another method, path, type, header or field is refused and noted. */
export async function startService({ routes }: Service): Promise<FakeService> {
  const complaints: string[] = [];
  const server = await startScriptedServer((request, response) => {
    const asked = `${request.method} ${request.path}`;
    const route = routes.find(({ method, path }) => method === request.method && matches(path, request.path));
    const problem = route === undefined ? "there is no such call" : problemOf(route, request);
    if (problem !== null) complaints.push(`${asked}: ${problem}`);
    const [status, body] = problem === null && route !== undefined ? route.answer : [route === undefined ? 404 : 400, problem];
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  return { ...server, complaints };
}

function matches(wanted: string | RegExp, text: string): boolean {
  return typeof wanted === "string" ? wanted === text : wanted.test(text);
}

function problemOf({ headers = {}, body }: Route, request: RecordedRequest): string | null {
  for (const [name, wanted] of Object.entries(headers)) {
    const value = String(request.headers[name]);
    if (!matches(wanted, value)) return `header ${name} is ${value}`;
  }
  if (body.as === "empty") return request.body === "" ? null : "it has a body";
  if (body.as === "bytes") return request.body.length <= body.max ? null : `the body has more than ${body.max} bytes`;
  const parsed = body.of.safeParse(body.as === "form" ? Object.fromEntries(new URLSearchParams(request.body)) : json(request.body));
  return parsed.success ? null : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
