import { type Step, noStep } from "@vedette/engine/deps";

/** A step that ends this very process, as the kernel would, at the n-th passing of `step:n`. Without a point it does nothing. */
export function failpoint(point: string | undefined): (step: Step) => Promise<void> {
  if (point === undefined) return noStep;
  const [name, nth] = point.split(":");
  let left = Number(nth);
  return async (step) => {
    if (step !== name || --left > 0) return;
    process.kill(process.pid, "SIGKILL");
    await new Promise(() => {}); // the signal arrives on the next turn of the loop; nothing may run before it
  };
}
