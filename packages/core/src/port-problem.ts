import { z } from "zod";

const ListenError = z.object({ syscall: z.literal("listen"), code: z.enum(["EADDRINUSE", "EACCES"]), port: z.int() });

/**
 * Why nobody may listen on a port, in one sentence with the remedy, from what Node's `listen` throws; null: it is about something else. `name`: the
 * variable that moves the port.
 */
export function portProblem(error: unknown, name: string): string | null {
  const { data } = ListenError.safeParse(error);
  if (data === undefined) return null;
  const { code, port } = data;
  if (code === "EACCES") return `Vedette may not listen on port ${port}. Set ${name} to a port above 1023.`;
  return `Port ${port} is taken by another program. Stop that program, or choose another port, such as ${name}=${port === 65_535 ? 3_010 : port + 10}.`;
}
