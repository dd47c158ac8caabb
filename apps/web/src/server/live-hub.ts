import { listenForChanges } from "@vedette/db/changes";
import type { Access } from "@vedette/db/access-checks";
import type { Db } from "@vedette/db/db";

export const liveTopics = [
  "incidents",
  "monitors",
  "maintenance",
  "channels",
  "policies",
  "on-call",
  "pages",
  "errands",
  "members",
  "team",
] as const;
export type LiveTopic = (typeof liveTopics)[number];

/** Tells the open screens of a team which lists have changed. */
export type LiveHub = {
  /** Topics as they change; ends within a second after the session or the membership has ended, and when the signal aborts. */
  changes: (access: Access, signal: AbortSignal) => AsyncGenerator<LiveTopic, void>;
  close: () => Promise<void>;
};

type Stream = { access: Access; waiting: Set<LiveTopic>; ended: boolean; wake: () => void };

const checkMs = 1_000;

/** One connection that listens and one query a second that checks, however many screens are open. Neither runs while none is. */
export function createLiveHub(db: Pick<Db, "pool" | "accessChecks">): LiveHub {
  const streams = new Set<Stream>();
  let listening: { stop: () => Promise<void> } | null = null;
  let isHearing = false;
  let timer: NodeJS.Timeout | undefined;

  const tell = (isMeant: (stream: Stream) => boolean, topics: readonly LiveTopic[]) => {
    for (const stream of streams) {
      if (!isMeant(stream)) continue;
      for (const topic of topics) stream.waiting.add(topic);
      stream.wake();
    }
  };
  const end = (stream: Stream) => {
    stream.ended = true;
    stream.wake();
  };
  const check = async () => {
    const open = [...streams];
    // A database that is away for a while must not look like a dismissal.
    const allowed = await db.accessChecks.stillAllowed(open.map((stream) => stream.access)).catch(() => null);
    if (allowed !== null) open.forEach((stream, i) => (allowed.has(i) ? undefined : end(stream)));
    if (streams.size > 0) timer = setTimeout(() => void check(), checkMs);
  };
  const start = () => {
    if (listening !== null) return;
    listening = listenForChanges(db.pool, {
      onChange: (teamId, topic) => {
        if (isTopic(topic)) tell((stream) => stream.access.teamId === teamId, [topic]);
      },
      onGap: () => {
        isHearing = true;
        tell(() => true, liveTopics);
      },
    });
    timer = setTimeout(() => void check(), checkMs);
  };
  const stop = async () => {
    clearTimeout(timer);
    const stopping = listening;
    listening = null;
    isHearing = false;
    await stopping?.stop();
  };

  return {
    async *changes(access, signal) {
      let wake = () => {};
      // What changed before this stream was opened was not heard by its screen: it begins with everything.
      const stream: Stream = { access, waiting: new Set(isHearing ? liveTopics : []), ended: signal.aborted, wake: () => wake() };
      const onAbort = () => end(stream);
      signal.addEventListener("abort", onAbort, { once: true });
      streams.add(stream);
      start();
      try {
        while (!stream.ended) {
          const topics = [...stream.waiting];
          stream.waiting.clear();
          yield* topics;
          if (!stream.ended && stream.waiting.size === 0) await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        signal.removeEventListener("abort", onAbort);
        streams.delete(stream);
        if (streams.size === 0) await stop();
      }
    },
    close: async () => {
      for (const stream of streams) end(stream);
      await stop();
    },
  };
}

function isTopic(text: string): text is LiveTopic {
  return (liveTopics as readonly string[]).includes(text);
}
