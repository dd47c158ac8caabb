import type { Failure } from "./failure.ts";
import type { ResponseHead } from "./response-head.ts";

/** How requests of one check are signed. */
export type SignIn = {
  /** What `Authorization` says of the next request to `target`, the path with its query. Null: nothing yet. */
  header: (method: string, target: string) => string | null;
  /** Takes a 401; true where another attempt may be let in. Called once. */
  refused: (head: ResponseHead) => Promise<boolean | Failure>;
};
