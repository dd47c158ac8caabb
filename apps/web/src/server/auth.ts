import { prismaAdapter } from "@better-auth/prisma-adapter";
import type { ConfigDeps } from "@vedette/engine/config-deps";
import { queueSystemMail } from "@vedette/engine/queue-system-mail";
import { betterAuth } from "better-auth";
import type { WebEnv } from "../env.ts";
import { withHashedSessions } from "./hashed-sessions.ts";
import { noteAccount } from "./account-log.ts";
import type { Log } from "./log.ts";
import { hashPassword, maxPasswordLength, minPasswordLength, verifyPassword } from "./passwords.ts";

const dayS = 86_400;
const hourS = 3_600;

/** The header in which our own entry names the client; a client's own header of that name never gets through it. */
export const clientIpHeader = "x-vedette-client-ip";
/** Our own entry sets it where a proxy speaks for the client. */
export const forwardedHeader = "x-vedette-forwarded";

/** The library's `__Host-` prefix needs https; on plain http the name says that it is not protected. */
export function sessionCookieName(env: Pick<WebEnv, "PUBLIC_URL">): string {
  return isSecure(env) ? "__Host-vedette" : "vedette-insecure";
}

export function isSecure(env: Pick<WebEnv, "PUBLIC_URL">): boolean {
  return env.PUBLIC_URL.startsWith("https://");
}

/**
 * The sign-in library with the fewest parts: e-mail and password, sessions, verification, reset. None of its endpoints is
 * reachable from outside; our own handlers call it, after our own rate limits and origin checks.
 */
export function createAuth(config: ConfigDeps, env: WebEnv, log: Log) {
  return betterAuth({
    appName: "Vedette",
    baseURL: env.PUBLIC_URL,
    secret: env.AUTH_SECRET,
    database: withHashedSessions(prismaAdapter(config.db.prisma, { provider: "postgresql", transaction: true })),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    // Its milder messages name addresses of people.
    logger: { level: "error", log: (_level, message) => log.error({ said: String(message).slice(0, 300) }, "sign-in") },
    user: { additionalFields: { isInstanceOwner: { type: "boolean", input: false, required: false, defaultValue: false } } },
    session: { expiresIn: 7 * dayS, updateAge: hourS },
    emailAndPassword: {
      enabled: true,
      minPasswordLength,
      maxPasswordLength,
      requireEmailVerification: env.sendsMail,
      // Also makes a second sign-up of one address answer like the first.
      autoSignIn: false,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: hourS,
      password: { hash: hashPassword, verify: verifyPassword },
      onPasswordReset: async ({ user }) => noteAccount(log, "password-reset", { userId: user.id, ip: null }),
      sendResetPassword: async ({ user, token }) => await queueSystemMail(config, resetMail(env, user.email, token)),
      onExistingUserSignUp: async ({ user }) => {
        if (env.sendsMail) await queueSystemMail(config, existingMail(env, user.email));
      },
    },
    emailVerification: {
      sendOnSignUp: env.sendsMail,
      sendOnSignIn: env.sendsMail,
      expiresIn: hourS,
      afterEmailVerification: async (user) => noteAccount(log, "email-confirmed", { userId: user.id, ip: null }),
      sendVerificationEmail: async ({ user, token }) => {
        if (!user.emailVerified) await queueSystemMail(config, verificationMail(env, user.email, token));
      },
    },
    verification: { storeIdentifier: "hashed" },
    databaseHooks: {
      user: {
        create: {
          // The first person owns the instance and is verified: a wrong SMTP setting must not lock them out. Of two who are
          // first at once, a unique index refuses one.
          before: async (user) => {
            const isFirst = !(await config.db.config.users.exists());
            return { data: { ...user, isInstanceOwner: isFirst, emailVerified: isFirst } };
          },
        },
      },
    },
    advanced: {
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isSecure(env), httpOnly: true, sameSite: "lax", path: "/" },
      cookies: { session_token: { name: sessionCookieName(env) } },
      cookiePrefix: isSecure(env) ? "__Host-vedette" : "vedette-insecure",
      ipAddress: { ipAddressHeaders: [clientIpHeader] },
      database: { generateId: () => config.newId() },
    },
  });
}

export type Auth = ReturnType<typeof createAuth>;

function resetMail(env: WebEnv, to: string, token: string) {
  const link = `${env.PUBLIC_URL}/reset?token=${encodeURIComponent(token)}`;
  return {
    to,
    subject: "Set a new password for Vedette",
    text: `Somebody, probably you, asked for a new password.\n\nOpen this link within an hour to choose one:\n${link}\n\nIf it was not you, ignore this mail: your password stays as it is.\n`,
  };
}

function verificationMail(env: WebEnv, to: string, token: string) {
  const link = `${env.PUBLIC_URL}/verify?token=${encodeURIComponent(token)}`;
  return {
    to,
    subject: "Confirm your e-mail address for Vedette",
    text: `Open this link within an hour to confirm that this address is yours:\n${link}\n\nIf you did not sign up for Vedette, ignore this mail.\n`,
  };
}

function existingMail(env: WebEnv, to: string) {
  return {
    to,
    subject: "You already have an account at Vedette",
    text: `Somebody, probably you, signed up with this address, which has an account already.\n\nSign in: ${env.PUBLIC_URL}/login\nForgot your password? ${env.PUBLIC_URL}/forgot\n\nIf it was not you, ignore this mail: nothing has changed.\n`,
  };
}
