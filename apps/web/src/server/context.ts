import type { Deps } from "./deps.ts";
import type { Session } from "./session.ts";

/** What every procedure knows of its request. */
export type Context = {
  deps: Deps;
  session: Session | null;
  ip: string | null;
  /** Named in every error that is ours, so that a person can tell it and we can find it. */
  traceId: string;
  /** Of the request: for the sign-in library's own calls. */
  headers: Headers;
  /** Of the answer: cookies are appended here. */
  answerHeaders: Headers;
};
