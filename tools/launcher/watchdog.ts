// Started by the launcher and tied to it by a pipe. When the pipe closes without a farewell the launcher was killed: the
// watchdog then ends the process groups that it was told of last, and PostgreSQL after them.
import { setTimeout as delay } from "node:timers/promises";
import { isRunning } from "./process-identity.ts";

type Charge = { groups: number[]; postgresPid: number | null };

let charge: Charge = { groups: [], postgresPid: null };
let dismissed = false;
let unread = "";

process.stdin.setEncoding("utf8");
for await (const chunk of process.stdin) {
  unread += String(chunk);
  const lines = unread.split("\n");
  unread = lines.pop() ?? "";
  for (const line of lines) {
    if (line === "dismissed") dismissed = true;
    else charge = JSON.parse(line) as Charge; // safe because the launcher writes nothing else
  }
}
if (!dismissed) await endAll();

async function endAll(): Promise<void> {
  for (const group of charge.groups) signal(-group, "SIGTERM");
  const deadline = performance.now() + 8_000;
  while (charge.groups.some(isRunning) && performance.now() < deadline) await delay(50);
  for (const group of charge.groups) signal(-group, "SIGKILL");
  if (charge.postgresPid !== null) signal(charge.postgresPid, "SIGINT");
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // nobody is there any more
  }
}
