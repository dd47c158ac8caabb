import type { AlertMessage } from "@vedette/core/alert";
import { noStep } from "@vedette/engine/deps";
import { tellHeld } from "@vedette/engine/tell-held";
import type { Queue } from "@vedette/queue/queue";
import type { Random } from "@vedette/testkit/seeded-random";
import type { Logger } from "pino";
import { type Road, createRoad } from "../../apps/worker/src/road.ts";
import { runLoops } from "./loops.ts";
import type { Database } from "./model/database.ts";
import { type Network, monitorNoOf } from "./network.ts";
import type { Program, Scheduler } from "./scheduler.ts";
import type { Watch } from "./watch.ts";
import { sealer } from "./world.ts";

type Options = {
  scheduler: Scheduler;
  random: Random;
  database: Database;
  network: Network;
  watch: Watch;
  program: Program;
  newId: () => string;
  /** All programs and their roads: one of them hears a doorbell. */
  running: () => readonly { program: Program; road: Road }[];
  /** Takes the errors that no fault explains. */
  surprised: (error: string) => void;
};

/** The road as the worker has it, with the world instead of what is outside of it. */
export function startRoad({ scheduler, random, database, network, watch, program, newId, running, surprised }: Options): Road {
  const { locationNo } = program;
  scheduler.current = program;
  const log = logOf(surprised);
  const db = database.connect(program);
  const queue: Queue = {
    ring: (job, payload) =>
      network.ring(program, () => {
        const alive = running().filter(
          (each) => each.program.state === "running" && (job !== "probe" || each.program.locationNo === locationNo),
        );
        const heard = alive[Math.floor(random() * alive.length)];
        if (heard === undefined) return;
        scheduler.after(0, heard.program, 20, () => void serve(heard.road, payload).catch((error: unknown) => log.warn({ err: error })));
      }),
    serve: () => {},
    close: async () => {},
  };
  const deps = {
    db,
    sealer,
    newId,
    publicUrl: "https://vedette.example",
    edgeUrl: "https://edge.example",
    step: noStep,
    now: () => database.nowMs() + program.wallMs,
    random,
    sendsMail: false,
    render: () => Buffer.alloc(0),
    answerPress: () => Promise.reject(new Error("nobody presses buttons here")),
    send: async (destination: { kind: string }, message: { type: string }) => {
      const { url } = destination as unknown as { url: string }; // safe because every channel is a webhook
      return await network.send(program, channelOf(url), message as AlertMessage); // safe because there is no other mail
    },
  };
  const road = createRoad({
    deps,
    queue,
    log,
    locationNo,
    probe: (spec) => {
      watch.probing(program, monitorNoOf(spec), locationNo);
      return network.probe(program, spec, locationNo);
    },
    judge: (result) => result,
    places: { running: 4_000, waiting: 2_000 },
    onChecked: () => {},
    onMissed: () => {},
    onRang: () => {},
  });
  runLoops({ scheduler, program, random, road, database, log, held: async () => await road.announce(await tellHeld(deps)) });
  scheduler.current = null;
  return road;
}

function serve(road: Road, payload: object): Promise<void> {
  if ("batchId" in payload) return road.carry(String(payload.batchId));
  if ("outboxId" in payload) return road.deliver(String(payload.outboxId), new AbortController().signal);
  throw new Error(`nobody serves ${JSON.stringify(payload)}`);
}

/** Takes what the road has to say; what no fault explains is a surprise. */
function logOf(surprise: (error: string) => void): Logger {
  const said = (what: { err?: unknown }): void => {
    const error = what.err;
    if (error === undefined || error === null || isExplained(error)) return;
    surprise(error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error));
  };
  return { error: said, warn: said, info: () => {} } as unknown as Logger; // safe because the road says nothing else
}

function isExplained(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /^Connection terminated|ECONNREFUSED|statement timeout/.test(error.message);
}

function channelOf(url: string): string {
  return `00000000-0000-4000-8000-0000000000c${/hook-(\d)/.exec(url)?.[1] ?? ""}`;
}
