import type { HttpAuth, HttpProxy } from "@vedette/core/kinds/http";
import type { Proxy } from "./dial-through.ts";
import { type DigestChallenge, digestAnswer, digestChallengeOf } from "./digest-auth.ts";
import type { Failure } from "./failure.ts";
import type { SignIn } from "./sign-in.ts";
import { TokenSource, type TokenRequest } from "./oauth-token.ts";
import type { ProbeIo } from "./probe-io.ts";
import type { Trace } from "./trace.ts";

/** Ready to sign, or the failure to become so. Undefined for no sign-in. */
export async function signInOf(auth: HttpAuth, how: Omit<TokenRequest, "auth">, io: ProbeIo): Promise<SignIn | Failure | undefined> {
  switch (auth.type) {
    case "none":
      return undefined;
    case "basic":
      return fixed(basic(auth.user, auth.password), io);
    case "bearer":
      return fixed(`Bearer ${auth.token}`, io);
    case "digest":
      return digest(auth.user, auth.password);
    case "oauth2": {
      const source = new TokenSource({ ...how, auth }, io);
      const failure = await source.fetch();
      return failure ?? source;
    }
  }
}

export function proxyOf({ url, user, password }: HttpProxy, { secrets }: Trace): Proxy {
  const authorization = user === "" && password === "" ? null : basic(user, password);
  if (authorization !== null) secrets.push(authorization.slice("Basic ".length));
  return { url: new URL(url), authorization };
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

function fixed(value: string, { trace }: ProbeIo): SignIn {
  trace.secrets.push(value.slice(value.indexOf(" ") + 1));
  return { header: () => value, refused: async () => false };
}

function digest(user: string, password: string): SignIn {
  let challenge: DigestChallenge | null = null;
  return {
    header: (method, target) => (challenge === null ? null : digestAnswer(challenge, { user, password, method, target })),
    refused: async (head) => (challenge = digestChallengeOf(head)) !== null,
  };
}
