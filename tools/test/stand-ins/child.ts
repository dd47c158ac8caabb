// A child for the launcher's tests: answers its health check on PORT and behaves as MODE says.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const { PORT, MODE } = process.env;
if (MODE === "crashes") {
  console.log(JSON.stringify({ level: 60, msg: "the configuration is wrong" }));
  process.exit(3);
}
if (MODE === "hangs") {
  process.on("SIGTERM", () => console.log("no"));
  // A grandchild that hangs too: ending the child alone would leave it.
  spawn(process.execPath, ["-e", 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: "ignore" });
} else {
  process.on("SIGTERM", () => process.exit(0));
}
createServer((_request, response) => response.end(String(process.pid))).listen(Number(PORT), "127.0.0.1");
