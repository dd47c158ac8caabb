/**
 * The catalogue of refusals. Each says to a caller: what is wrong, where, and what to do.
 * A target's failure is a value (`ProbeResult`), never one of these; everything else that is thrown is a bug.
 */
export const appErrorCodes = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media: 415,
  too_many_requests: 429,
  unavailable: 503,
} as const satisfies Record<string, number>;
export type AppErrorCode = keyof typeof appErrorCodes;

export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: AppErrorCode;
  /** Path of the offending input field, such as `spec.url`, where one field is to blame. */
  readonly field: string | undefined;

  constructor(code: AppErrorCode, message: string, field?: string) {
    super(message);
    this.code = code;
    this.field = field;
  }

  get httpStatus(): number {
    return appErrorCodes[this.code];
  }
}

/** One wording for a missing and for a foreign object, so that the two cannot be told apart. */
export function notFound(noun: string): AppError {
  return new AppError("not_found", `This ${noun} does not exist, or you cannot see it.`);
}
