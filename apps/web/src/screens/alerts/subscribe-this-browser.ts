import { browserName } from "../settings/browser-name.ts";

/**
 * Makes a key pair for one channel and subscribes this browser to messages that are signed with it; answers with the fields of the channel.
 * Each channel has a worker of its own scope, since a browser takes one key per worker. Throws with a sentence for people.
 */
export async function subscribeThisBrowser(): Promise<Record<string, string>> {
  if (!("serviceWorker" in navigator) || !("PushManager" in globalThis))
    throw new Error("This browser cannot receive push messages here. Use a current one, and open Vedette over https.");
  if ((await Notification.requestPermission()) !== "granted")
    throw new Error("The browser does not allow notifications of this site. Allow them in its settings, next to the address.");
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const { d = "" } = await crypto.subtle.exportKey("jwk", keys.privateKey);
  const registration = await navigator.serviceWorker.register("/push-worker.js", { scope: `/push/${crypto.randomUUID()}/` });
  await activated(registration);
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint = "", keys: { p256dh = "", auth = "" } = {} } = subscription.toJSON();
  return { browser: browserName(navigator.userAgent), endpoint, p256dh, auth, publicKey: base64url(publicKey), privateKey: d };
}

async function activated({ active, installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  const worker = installing ?? waiting;
  if (active !== null || worker === null) return;
  await new Promise<void>((resolve) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
    });
  });
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
