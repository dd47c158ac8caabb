import type pg from "pg";

export type ChangeListener = {
  onChange: (teamId: string, topic: string) => void;
  /** Something may have been missed: read everything again. */ onGap: () => void;
};

const retryMs = 1_000;

/**
 * Hears every change of every team on one connection of the pool, and finds its way back after the server was away.
 * `stop` gives the connection back; a second call does nothing.
 */
export function listenForChanges(pool: pg.Pool, listener: ChangeListener): { stop: () => Promise<void> } {
  let stopped = false;
  let client: pg.PoolClient | null = null;
  let timer: NodeJS.Timeout | undefined;

  const retry = () => {
    client = null;
    if (!stopped) timer = setTimeout(() => void connect(), retryMs);
  };
  const connect = async () => {
    try {
      const connected = await pool.connect();
      client = connected;
      connected.on("notification", ({ payload = "" }) => {
        const [teamId = "", topic = ""] = payload.split(":");
        listener.onChange(teamId, topic);
      });
      connected.once("error", (error) => {
        connected.release(error);
        retry();
      });
      await connected.query("LISTEN vedette_changes");
      listener.onGap();
      if (stopped) connected.release(true);
    } catch {
      client?.release(true);
      retry();
    }
  };
  const started = connect();

  return {
    stop: async () => {
      if (stopped) return;
      stopped = true;
      clearTimeout(timer);
      await started;
      client?.release(true);
      client = null;
    },
  };
}
