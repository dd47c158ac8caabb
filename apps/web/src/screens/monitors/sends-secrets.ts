import { destinationOf } from "@vedette/core/kinds";
import { type ActiveSpec, MonitorSpec } from "@vedette/core/monitor-spec";
import { hiddenSecret, mapSecrets } from "@vedette/core/secret-fields";

/** Whether checking `next` would send typed secrets to another place than checking `before` did: a name that is half typed may be anybody's. */
export function sendsSecretsElsewhere(next: ActiveSpec, before: ActiveSpec | null): boolean {
  if (before === null || destinationOf(next) === destinationOf(before)) return false;
  let isSecretTyped = false;
  mapSecrets(MonitorSpec, next, (secret) => {
    isSecretTyped ||= secret !== "" && secret !== hiddenSecret;
    return secret;
  });
  return isSecretTyped;
}
