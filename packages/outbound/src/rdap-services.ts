import { readRdapServices } from "@vedette/core/rdap";
import { type Failure } from "./failure.ts";
import type { ProbeIo } from "./probe-io.ts";
import { requestJson } from "./request-json.ts";
import { Trace } from "./trace.ts";

const ianaUrl = "https://data.iana.org/rdap/dns.json";
const freshMs = 86_400_000;

type Services = ReadonlyMap<string, string>;
/** By address of the list, for the process: it names whole top-level domains and holds nothing of any tenant. */
const lists = new Map<string, { services: Services; readAtMs: number }>();

/**
 * The base address of the RDAP service that answers for `domain`, null when none is listed. The list is read through the guarded dialer,
 * within the check's deadline, once a day; while it cannot be read, the last one holds.
 */
export async function rdapServiceOf(domain: string, io: ProbeIo): Promise<string | null | Failure> {
  const url = io.deps.rdapBootstrapUrl ?? ianaUrl;
  const known = lists.get(url);
  let services = known?.services;
  if (known === undefined || io.deps.now() - known.readAtMs > freshMs) {
    const read = await readList(url, io);
    if (!("failed" in read)) lists.set(url, { services: (services = read), readAtMs: io.deps.now() });
    else if (services === undefined) return read;
  }
  const labels = domain.split(".");
  const zone = labels.map((_, i) => labels.slice(i).join(".")).find((each) => services?.has(each) === true);
  return zone === undefined ? null : (services?.get(zone) ?? null);
}

async function readList(url: string, { deps, deadline }: ProbeIo): Promise<Services | Failure> {
  // A trace of its own: phases and evidence of the check are those of the registry.
  const reply = await requestJson(new URL(url), { deps, deadline, trace: new Trace() });
  if ("failed" in reply) return { ...reply, message: `The list of RDAP services could not be read. ${reply.message}` };
  const services = reply.status === 200 ? readRdapServices(reply.json) : null;
  return services ?? { failed: "query_failed", message: "The list of RDAP services could not be read: it is not one." };
}
