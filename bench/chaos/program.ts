import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readdirSync, writeFileSync } from "node:fs";

/** A program under a supervisor: killed, it is started again at once; frozen, it goes on when thawed. */
export type Program = AsyncDisposable & {
  /** SIGKILL, as the kernel would. False: there was nothing to kill. */
  kill: () => boolean;
  freeze: () => void;
  thaw: () => void;
  /** What its wall clock shows, against the truth. Null: clocks cannot be set here. */
  setClock: ((offsetS: number) => void) | null;
  /** Ends it in good order and for good; one that has not ended after 20 s is killed. */
  stop: () => Promise<void>;
};

/** Debian's faketime, where it is installed. */
const clockLibrary = readdirSync("/usr/lib")
  .map((folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`)
  .find(existsSync);

/** Runs a program with Node; what it says goes to the end of `log`. */
export function supervise(args: readonly string[], env: Record<string, string>, log: string): Program {
  const clock = `${log}.clock`;
  const clockEnv: Record<string, string> =
    clockLibrary === undefined
      ? {}
      : { LD_PRELOAD: clockLibrary, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_CACHE_DURATION: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1" };
  writeFileSync(clock, "+0");
  let child: ChildProcess;
  let isStopping = false;
  const start = () => {
    const file = openSync(log, "a");
    child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
      env: { PATH: process.env["PATH"] ?? "", ...clockEnv, ...env },
      stdio: ["ignore", file, file],
    });
    closeSync(file);
    child.once("exit", () => {
      // One that cannot live must not be started in a circle.
      if (!isStopping) setTimeout(() => isStopping || start(), 200);
    });
  };
  start();
  const end = async (signal: NodeJS.Signals) => {
    isStopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGCONT");
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
    await gone;
    clearTimeout(timer);
  };
  return {
    kill: () => child.kill("SIGKILL"),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    setClock: clockLibrary === undefined ? null : (offsetS) => writeFileSync(clock, `${offsetS < 0 ? "" : "+"}${offsetS.toFixed(3)}`),
    stop: () => end("SIGTERM"),
    [Symbol.asyncDispose]: () => end("SIGKILL"),
  };
}
