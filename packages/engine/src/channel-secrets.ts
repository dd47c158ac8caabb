import { AppError } from "@vedette/core/app-error";
import { type ChannelInput, type ChannelTarget, ChannelTarget as Target } from "@vedette/core/channel";
import { channelDestination } from "@vedette/core/channel-kinds";
import { hiddenSecret, mapSecrets } from "@vedette/core/secret-fields";

type Typed = ChannelInput["target"];

/**
 * The typed target with the kept secrets of the stored one put back where their hidden form stands. Throws `bad_request` for a hidden form
 * that there is nothing behind, or whose secret would be sent to another place than it was typed for: whoever may edit must not be able to
 * read by redirecting.
 */
export function withKeptSecrets(typed: Typed, stored: ChannelTarget | null): Typed {
  const kept = new Map<string, { secret: string; hidden: string }>();
  if (stored !== null) mapSecrets(Target, stored, (secret, path, hidden) => (kept.set(path, { secret, hidden }), secret));
  // An address that is a key itself is put back first: it decides where the others go.
  const placed = mapSecrets(Target, typed, (secret, path, hidden) => {
    if (hidden === hiddenSecret) return secret;
    const before = kept.get(path);
    if (before !== undefined && isShown(secret, before.hidden)) return before.secret;
    if (secret.endsWith(shortened)) throw refusal("Type the whole address; this one is shortened.", path);
    return secret;
  });
  const isSamePlace = stored !== null && channelDestination(stored) === channelDestination(placed);
  return mapSecrets(Target, placed, (secret, path) => {
    if (secret !== hiddenSecret) return secret;
    const before = kept.get(path);
    if (before === undefined || before.secret === "") throw refusal("Type this secret; nothing is stored here yet.", path);
    if (!isSamePlace) throw refusal("Type this secret again: it would be sent to another place than before.", path);
    return before.secret;
  });
}

const shortened = new URL("https://x/…").pathname;

/** Whether it is the hidden form, as it was shown or as the schema of addresses writes it. */
function isShown(typed: string, hidden: string): boolean {
  return typed === hidden || typed === new URL(hidden).href;
}

function refusal(message: string, path: string): AppError {
  return new AppError("bad_request", message, `channel.target.${path}`);
}
