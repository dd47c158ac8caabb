/** CPU time that this thread spends in `run`, in milliseconds; other work on the machine does not lengthen it. */
export function cpuMsOf(run: () => void): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
