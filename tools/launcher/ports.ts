import { portProblem } from "@vedette/core/port-problem";
import { createServer } from "node:net";
import { SetupError } from "./setup-error.ts";

/** Throws one `SetupError` that names every port we cannot listen on, and the variable that moves it. */
export async function assertPortsFree(ports: Readonly<Record<string, number>>): Promise<void> {
  const problems = await Promise.all(Object.entries(ports).map(([name, port]) => problemWith(name, port)));
  const told = problems.filter((problem) => problem !== null);
  if (told.length > 0) throw new SetupError(told.join("\n"));
}

/** A port of 127.0.0.1 that is free now: the remembered one where possible. */
export async function freePort(remembered: number): Promise<number> {
  const first = await tryListen(remembered, "127.0.0.1");
  if (typeof first === "number") return first;
  const any = await tryListen(0, "127.0.0.1");
  if (typeof any === "number") return any;
  throw any;
}

async function problemWith(name: string, port: number): Promise<string | null> {
  // Both: a program that listens on 127.0.0.1 alone does not stop us from listening on all addresses, yet takes our visitors.
  for (const host of ["127.0.0.1", undefined]) {
    const result = await tryListen(port, host);
    if (typeof result === "number") continue;
    return portProblem(result, name) ?? `Vedette cannot listen on port ${port} (${result.message}). Set ${name} to another port.`;
  }
  return null;
}

function tryListen(port: number, host: string | undefined): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", resolve);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}
