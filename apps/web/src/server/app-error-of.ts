import { type AppError, appErrorCodes } from "@vedette/core/app-error";

/**
 * The refusal that an error is, or null. Next bundles pages and route handlers apart, so a refusal may be made by another copy of
 * the class than the one that is loaded here: it is known by its name and code.
 */
export function appErrorOf(error: unknown): AppError | null {
  if (!(error instanceof Error) || error.name !== "AppError" || !("code" in error) || typeof error.code !== "string") return null;
  return error.code in appErrorCodes ? (error as AppError) : null; // safe because name and code are those of the class
}
