import { AppError, type AppErrorCode } from "@vedette/core/app-error";
import { EmailAddress } from "@vedette/core/channels/email";
import { acceptInvitation } from "@vedette/engine/accept-invitation";
import { actByLink, linkDeeds } from "@vedette/engine/act-by-link";
import { requireLink } from "@vedette/engine/incident-links";
import { isAPIError } from "better-auth/api";
import { z } from "zod";
import { noteAccount } from "./account-log.ts";
import { appErrorOf } from "./app-error-of.ts";
import { clientIpHeader } from "./auth.ts";
import { boundedBody } from "./bounded-body.ts";
import type { Deps } from "./deps.ts";
import { failedAnswer } from "./failed-answer.ts";
import { deviceCookie, knownDevice } from "./known-device.ts";
import { requireGoodPassword } from "./passwords.ts";
import { isFromOwnPage } from "./same-origin.ts";
import { readSession } from "./session.ts";
import { SignUpInput, signUp } from "./sign-up.ts";
import { typedEmailCookie } from "./typed-email.ts";

/** What a form's page is told in its query as `error`; the page has the sentence for it. */
export type FormError =
  | "input"
  | "credentials"
  | "limit"
  | "confirm"
  | "password-short"
  | "password-long"
  | "password-common"
  | "exists"
  | "closed"
  | "token"
  | "no-mail"
  | "invitation"
  | "still-fails"
  | "not-merged"
  | "origin";
/** What a form's page is told in its query as `notice`. */
export type FormNotice = "confirm" | "confirmed" | "reset-sent" | "reset-done" | "signed-out";

export const formActions = ["login", "signup", "forgot", "reset", "verify", "logout", "accept", "act"] as const;
export type FormAction = (typeof formActions)[number];

type Fields = Record<string, string>;
type Answer = { to: string; cookies?: string[] };
type Form = { page: string; run: (deps: Deps, fields: Fields, request: Request) => Promise<Answer> };

const maxBytes = 10_000;

/**
 * The forms of the sign-in pages, for browsers with and without script: takes urlencoded fields, answers 303 to the next page.
 * A refusal goes back to the form's own page with a code and with what is needed to show it again; the e-mail address by cookie.
 */
export async function handleForm(deps: Deps, action: FormAction, request: Request): Promise<Response> {
  const form = forms[action];
  let fields: Fields = {};
  try {
    if (!isFromOwnPage(deps.env, request.headers)) return redirect(withQuery(form.page, { error: "origin" }));
    fields = await fieldsOf(request);
    const { to, cookies = [] } = await form.run(deps, fields, request);
    return redirect(to, cookies);
  } catch (error) {
    const code = errorOf(error);
    if (code === null) return failedAnswer(deps.log, error, { form: action });
    const { token, next, invitation } = fields;
    if (action === "act") return redirect(withQuery(actPath(token), { error: code }));
    if (action === "login")
      noteAccount(deps.log, "sign-in-refused", { userId: null, ip: request.headers.get(clientIpHeader), reason: code });
    return redirect(
      withQuery(action === "accept" ? `/invite/${encodeURIComponent(invitation ?? "")}` : form.page, {
        error: code,
        token,
        next,
        invitation,
      }),
      typedEmailCookie(deps.env, fields.email),
    );
  }
}

const Login = z.object({ email: EmailAddress.toLowerCase(), password: z.string().min(1).max(1_000) });

const forms: Record<FormAction, Form> = {
  login: {
    page: "/login",
    run: async (deps, fields, request) => {
      const { email, password } = Login.parse(fields);
      const device = knownDevice(deps.env, request.headers, email);
      await deps.limits.attempt({ ip: request.headers.get(clientIpHeader), account: device === null ? email : `${email} at ${device}` });
      const { headers, response } = await deps.auth.api.signInEmail({
        body: { email, password },
        headers: request.headers,
        returnHeaders: true,
      });
      noteAccount(deps.log, "signed-in", { userId: response.user.id, ip: request.headers.get(clientIpHeader) });
      const mark = device === null ? [deviceCookie(deps.env, email)] : [];
      return { to: safePath(fields.next), cookies: [...headers.getSetCookie(), ...mark] };
    },
  },
  signup: {
    page: "/signup",
    run: async (deps, fields, request) => {
      const input = SignUpInput.parse(fields);
      // Whoever has an account already is told so by mail: that must not become a flood.
      await deps.limits.attempt({ ip: request.headers.get(clientIpHeader), account: `sign-up ${input.email}` });
      const { cookies, mustConfirm } = await signUp(deps, input, request.headers);
      const next = input.invitation === undefined ? "/" : `/invite/${input.invitation}`;
      return { to: mustConfirm ? withQuery("/login", { notice: "confirm", next }) : next, cookies };
    },
  },
  forgot: {
    page: "/forgot",
    run: async (deps, fields, request) => {
      if (!deps.sendsMail) throw new FormRefusal("no-mail");
      const { email } = Login.pick({ email: true }).parse(fields);
      await deps.limits.attempt({ ip: request.headers.get(clientIpHeader), account: `reset ${email}` });
      // Not waited for: the answer must not take longer where there is an account.
      void deps.auth.api.requestPasswordReset({ body: { email } }).catch((error: unknown) => {
        deps.log.error({ err: error }, "a mail for a new password could not be queued");
      });
      return { to: withQuery("/forgot", { notice: "reset-sent" }) };
    },
  },
  reset: {
    page: "/reset",
    run: async (deps, fields, request) => {
      await deps.limits.attempt({ ip: request.headers.get(clientIpHeader) });
      const { token = "", password = "" } = fields;
      requireGoodPassword(password, "password");
      await deps.auth.api.resetPassword({ body: { token, newPassword: password } });
      return { to: withQuery("/login", { notice: "reset-done" }) };
    },
  },
  verify: {
    page: "/verify",
    run: async (deps, fields, request) => {
      await deps.limits.attempt({ ip: request.headers.get(clientIpHeader) });
      await deps.auth.api.verifyEmail({ query: { token: fields.token ?? "" } });
      return { to: withQuery("/login", { notice: "confirmed" }) };
    },
  },
  logout: {
    page: "/login",
    run: async (deps, _fields, request) => {
      const { session } = await readSession(deps, request.headers);
      if (session !== null) noteAccount(deps.log, "signed-out", { userId: session.userId, ip: request.headers.get(clientIpHeader) });
      const { headers } = await deps.auth.api.signOut({ headers: request.headers, returnHeaders: true });
      return { to: withQuery("/login", { notice: "signed-out" }), cookies: headers.getSetCookie() };
    },
  },
  accept: {
    page: "/login",
    run: async (deps, fields, request) => {
      const invitationId = z.uuid().parse(fields.invitation);
      const { session } = await readSession(deps, request.headers);
      if (session === null) return { to: withQuery("/login", { next: `/invite/${invitationId}` }) };
      const team = await acceptInvitation(deps, { userId: session.userId, ip: request.headers.get(clientIpHeader) }, { invitationId });
      return { to: `/t/${team.slug}` };
    },
  },
  act: {
    page: "/act",
    run: async (deps, { token = "", deed, ...what }, request) => {
      const link = requireLink(deps, token);
      const form = { ...what, deed: z.enum(linkDeeds).default(link.action).parse(deed) };
      await deps.limits.use("link", link.channelId);
      const outboxIds = await actByLink(deps, link, form, { who: null, ip: request.headers.get(clientIpHeader) }).catch(
        (error: unknown) => {
          const code = appErrorOf(error)?.code;
          if (form.deed === "resolve" && code === "conflict") throw new FormRefusal("still-fails");
          if (form.deed === "merge" && (code === "conflict" || code === "not_found")) throw new FormRefusal("not-merged");
          throw error;
        },
      );
      await Promise.all(outboxIds.map((outboxId) => deps.ring({ job: "deliver", outboxId })));
      return { to: withQuery(actPath(token), { notice: form.deed }) };
    },
  },
};

/** The page of a link that an alert carries. */
const actPath = (token = "") => `/act/${encodeURIComponent(token)}`;

class FormRefusal extends Error {
  readonly code: FormError;
  constructor(code: FormError) {
    super(code);
    this.code = code;
  }
}

async function fieldsOf(request: Request): Promise<Fields> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") throw new AppError("unsupported_media", "Send a form.");
  return Object.fromEntries(new URLSearchParams(await boundedBody(request, maxBytes)));
}

const codeOfApp: { [Code in AppErrorCode]?: FormError } = {
  too_many_requests: "limit",
  forbidden: "closed",
  conflict: "exists",
  not_found: "invitation",
};
const codeOfLibrary: Record<string, FormError> = {
  INVALID_EMAIL_OR_PASSWORD: "credentials",
  INVALID_EMAIL: "input",
  EMAIL_NOT_VERIFIED: "confirm",
  INVALID_TOKEN: "token",
  TOKEN_EXPIRED: "token",
  USER_NOT_FOUND: "token",
  PASSWORD_TOO_LONG: "password-long",
  PASSWORD_TOO_SHORT: "password-short",
};

const passwordProblems: readonly [words: string, code: FormError][] = [
  ["at least", "password-short"],
  ["at most", "password-long"],
  ["guessed", "password-common"],
];

function errorOf(error: unknown): FormError | null {
  if (error instanceof FormRefusal) return error.code;
  if (error instanceof z.ZodError) return "input";
  const refusal = appErrorOf(error);
  if (refusal?.code === "unavailable") return null;
  if (refusal !== null)
    return (
      passwordProblems.find(([words]) => refusal.field === "password" && refusal.message.includes(words))?.[1] ??
      codeOfApp[refusal.code] ??
      "input"
    );
  return isAPIError(error) ? (codeOfLibrary[error.body?.code ?? ""] ?? null) : null;
}

/** A path of our own app, never another host: `//evil` and `/\evil` are addresses elsewhere to a browser. */
export function safePath(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])[\w\-./?=&%]*$/.test(path) && path.length <= 500 ? path : "/";
}

function withQuery(path: string, query: Record<string, string | undefined>): string {
  const params = new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "" && entry[1].length <= 500),
  );
  return params.size === 0 ? path : `${path}?${params}`;
}

function redirect(to: string, cookies: readonly string[] = []): Response {
  // Relative, so that it works behind whatever name the browser used.
  const headers = new Headers({ location: to, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}
