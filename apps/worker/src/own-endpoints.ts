const defaultPorts: Record<string, number> = { "postgres:": 5432, "postgresql:": 5432, "redis:": 6379, "rediss:": 6379 };

/** Host and port of the platform's own database and queue: never dialled, whoever asks. Undefined addresses are left out. */
export function ownEndpoints(urls: readonly (string | undefined)[]): { host: string; port: number }[] {
  return urls.flatMap((text) => {
    if (text === undefined) return [];
    const url = new URL(text);
    const port = url.port === "" ? defaultPorts[url.protocol] : Number(url.port);
    // A literal of IPv6 stands in brackets, with which it would pass for a name.
    return port === undefined ? [] : [{ host: url.hostname.replace(/^\[(.*)\]$/, "$1"), port }];
  });
}
