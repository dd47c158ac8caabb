/**
 * Aborted when we are asked to stop: by Ctrl-C, by a supervisor, by a closed terminal, or because tools/with-node24.mjs,
 * which holds the other end of our IPC channel, was killed. Asking again changes nothing.
 */
export function stopSignal(onAsked: () => void): AbortSignal {
  const stop = new AbortController();
  const ask = () => {
    if (stop.signal.aborted) return;
    onAsked();
    stop.abort();
  };
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(event, ask);
  // A reader that went away (npm start | head) is no reason to stop.
  process.stdout.on("error", () => undefined);
  return stop.signal;
}
