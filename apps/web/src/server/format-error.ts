import type { AppErrorCode } from "@vedette/core/app-error";
import type { TRPCDefaultErrorShape, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { appErrorOf } from "./app-error-of.ts";

/** What a screen gets of an error: never a stack, never the text of a bug. */
export type ErrorData = {
  appCode: AppErrorCode | "internal";
  httpStatus: number;
  /** The path of the one field to blame, such as `monitor.spec.url`. */
  field: string | null;
  /** Every refused field of the input with its sentence, by path. */
  fields: Record<string, string>;
  traceId: string;
};

export function formatError({
  shape,
  error,
  ctx,
}: {
  shape: TRPCDefaultErrorShape;
  error: TRPCError;
  ctx?: { traceId: string } | undefined;
}): {
  code: TRPCDefaultErrorShape["code"];
  message: string;
  data: ErrorData;
} {
  const traceId = ctx?.traceId ?? "none";
  const { cause } = error;
  const refusal = appErrorOf(cause);
  if (refusal !== null) {
    const { message, field } = refusal;
    const data = {
      appCode: refusal.code,
      httpStatus: refusal.httpStatus,
      field: field ?? null,
      fields: field === undefined ? {} : { [field]: message },
      traceId,
    };
    return { code: shape.code, message, data };
  }
  if (cause instanceof ZodError) {
    const fields = fieldsOf(cause);
    const [first] = Object.entries(fields);
    return {
      code: shape.code,
      message: first?.[1] ?? "The input cannot be read.",
      data: { appCode: "bad_request", httpStatus: 400, field: first?.[0] ?? null, fields, traceId },
    };
  }
  const known = codes[error.code];
  if (known !== undefined) {
    return {
      code: shape.code,
      message: known[1],
      data: { appCode: known[0], httpStatus: shape.data.httpStatus, field: null, fields: {}, traceId },
    };
  }
  return {
    code: shape.code,
    message: `Something went wrong on our side. Trace id ${traceId}.`,
    data: { appCode: "internal", httpStatus: 500, field: null, fields: {}, traceId },
  };
}

/** Refusals that tRPC itself makes, in our words. */
const codes: { [Code in TRPCError["code"]]?: [AppErrorCode, string] } = {
  PARSE_ERROR: ["bad_request", "The request is no valid JSON."],
  BAD_REQUEST: ["bad_request", "The request cannot be read."],
  NOT_FOUND: ["not_found", "There is no such procedure."],
  METHOD_NOT_SUPPORTED: ["bad_request", "This procedure is called with another method."],
  UNSUPPORTED_MEDIA_TYPE: ["unsupported_media", "Send JSON."],
  PAYLOAD_TOO_LARGE: ["too_large", "The request is too large."],
};

/** The first sentence of each refused field, in the order of the input. */
function fieldsOf(error: ZodError): Record<string, string> {
  const fields = new Map<string, string>();
  for (const issue of error.issues.slice(0, 20)) {
    const path = issue.path.join(".").slice(0, 200);
    if (!fields.has(path)) fields.set(path, issue.message.slice(0, 300));
  }
  return Object.fromEntries(fields);
}
