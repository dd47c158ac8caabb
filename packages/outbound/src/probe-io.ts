import type { AssertionOutcome, Facts } from "@vedette/core/assertion/assertion";
import type { Content } from "@vedette/core/content";
import type { Deadline } from "./deadline.ts";
import type { Failure } from "./failure.ts";
import type { OutboundDeps } from "./outbound-deps.ts";
import type { Trace } from "./trace.ts";

/**
 * What one check is run with. The deadline covers the whole exchange; `trace.wantsDetail` says whether `facts` are asked for. `approved`:
 * what a kind that watches content compares with.
 */
export type ProbeIo = { deps: OutboundDeps; deadline: Deadline; trace: Trace; approved?: Content | null };

/**
 * The target answered as its protocol wants. `status` null: the protocol has none. `facts` may be null when nobody asked for them;
 * latency, address and TLS are added for every kind. `tookUs` is the latency where the exchange lasts longer than the target needs.
 * `findings`: what the kind itself has found out, judged beside the conditions. `isPartial`: they ended the exchange before what the
 * conditions are about, which are then left out.
 */
export type Answer = {
  status: number | null;
  facts: Facts | null;
  tookUs?: number;
  findings?: readonly AssertionOutcome[];
  isPartial?: true;
  content?: Content;
};

/** How one kind is probed. A target that fails is a value; throws only for a bug. Leaves no socket open. */
export type ProbeKind<Spec> = (spec: Spec, io: ProbeIo) => Promise<Answer | Failure>;
