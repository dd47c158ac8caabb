// sink.ts PORT LOG SEED: a receiver of alerts. What it gets is on disk before it answers, and it does not always answer well: errors, 429,
// slow answers, and resets after the message was read. POST /calm: from now on it behaves.
import { fdatasyncSync, openSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { DeliveryLine } from "./logs.ts";
import { seededRandom } from "@vedette/testkit/seeded-random";

const [port = "", log = "", seed = ""] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const file = openSync(log, "a");
let isCalm = false;

const server = createServer((request, response) => {
  void (async () => {
    const body = await text(request);
    if (request.url === "/calm") {
      isCalm = true;
      return void response.end();
    }
    const luck = isCalm ? 1 : random();
    const answer = luck < 0.02 ? "reset" : luck < 0.09 ? "refused" : "taken";
    const message = JSON.parse(body) as { type: string; data: { incident: { id: string } } }; // safe because a message of another form is a bug to be seen
    const id = String(request.headers["webhook-id"]);
    const line: DeliveryLine = { atMs: Date.now(), id, type: message.type, incidentId: message.data.incident.id, answer };
    writeSync(file, `${JSON.stringify(line)}\n`);
    fdatasyncSync(file);
    if (answer === "reset") return void request.socket.resetAndDestroy();
    const isBusy = answer === "refused" && luck < 0.05;
    response.writeHead(answer === "taken" ? 204 : isBusy ? 429 : 500, isBusy ? { "retry-after": "1" } : {});
    setTimeout(() => response.end(), luck > 0.09 && luck < 0.12 ? 3_000 : 0);
  })().catch(() => request.socket.destroy());
});
server.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
