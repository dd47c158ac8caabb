import type { ErrorData } from "../server/format-error.ts";

/** What a screen says when the server did not do what was asked. */
export type Refusal = {
  code: ErrorData["appCode"] | "unreachable";
  message: string;
  /** Sentences by the path of the field that is to blame. */
  fields: Record<string, string>;
  /** Whether the same request may succeed later. */
  mayPass: boolean;
};

const unreachable: Refusal = {
  code: "unreachable",
  message: "Vedette does not answer. Check the connection and try again; what you typed is kept.",
  fields: {},
  mayPass: true,
};

/** Reads any error of a tRPC call. Never a stack, never the words of a bug. */
export function refusalOf(error: unknown): Refusal {
  if (typeof error !== "object" || error === null || !("data" in error)) return unreachable;
  const data = error.data;
  if (typeof data !== "object" || data === null || !("appCode" in data)) return unreachable;
  // safe because only the server's own formatter writes `appCode`
  const { appCode, field, fields } = data as ErrorData;
  const message = error instanceof Error ? error.message : unreachable.message;
  const named = field === null ? fields : { [field]: message, ...fields };
  return { code: appCode, message, fields: named, mayPass: appCode === "unavailable" || appCode === "internal" };
}
