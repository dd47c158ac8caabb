import { expect, it } from "vitest";
import { portProblem } from "./port-problem.ts";

const problem = (syscall: string, code: string, port: number) => Object.assign(new Error(`${syscall} ${code}`), { code, syscall, port });
const listen = (code: string, port: number) => problem("listen", code, port);

it.each([
  [
    listen("EADDRINUSE", 3_001),
    "Port 3001 is taken by another program. Stop that program, or choose another port, such as EDGE_PORT=3011.",
  ],
  [
    listen("EADDRINUSE", 65_535),
    "Port 65535 is taken by another program. Stop that program, or choose another port, such as EDGE_PORT=3010.",
  ],
  [listen("EACCES", 80), "Vedette may not listen on port 80. Set EDGE_PORT to a port above 1023."],
  [problem("connect", "EADDRINUSE", 5_432), null],
  [new Error("a bug"), null],
])("says of %s: %s", (error, expected) => {
  expect(portProblem(error, "EDGE_PORT")).toBe(expected);
});
