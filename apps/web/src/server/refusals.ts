import { AppError, type AppErrorCode } from "@vedette/core/app-error";
import { TRPCError } from "@trpc/server";

type TrpcCode = TRPCError["code"];
const trpcCodes: Record<AppErrorCode, TrpcCode> = {
  bad_request: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  gone: "NOT_FOUND",
  too_large: "PAYLOAD_TOO_LARGE",
  unsupported_media: "UNSUPPORTED_MEDIA_TYPE",
  too_many_requests: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
};

/** The one place where a refusal becomes tRPC's own error. Everything else that is thrown stays a bug. */
export function trpcErrorOf(error: AppError): TRPCError {
  return new TRPCError({ code: trpcCodes[error.code], message: error.message, cause: error });
}
