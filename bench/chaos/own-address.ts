// Loaded before a worker's own code: what it opens to the farm comes from SOURCE_ADDRESS, as from a machine elsewhere.
import { Socket, type TcpSocketConnectOpts } from "node:net";
import { farmNetwork } from "./addresses.ts";

const localAddress = process.env["SOURCE_ADDRESS"];
if (localAddress === undefined) throw new Error("SOURCE_ADDRESS is missing");
const connect = Reflect.get(Socket.prototype, "connect") as (this: Socket, ...args: unknown[]) => Socket; // safe because it gets what we were given

Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
  // net.connect hands its options over in an array.
  const options = (Array.isArray(args[0]) ? args[0][0] : args[0]) as Partial<TcpSocketConnectOpts>; // safe because Vedette passes no other form
  if (options.host?.startsWith(farmNetwork) === true) options.localAddress = localAddress;
  return connect.apply(this, args);
};
