/** A client that keeps a live stream open, come what may: it opens another one where the last one ended. */
import { setTimeout as delay } from 'node:timers/promises';
import { type HeardEvent, listenToStream, type StreamListener } from '@keep/testing/listen-to-stream';

export type StreamFollower = {
  /** All events of all its streams. */
  events: HeardEvent[];
  /** The ids of the notes that it was told of. */
  hintedNotes(): Set<string>;
  /** How often it was told that it must ask for everything. */
  resyncs(): number;
  /** Whether a stream is open that has said it is ready. */
  isReady(): boolean;
  stop(): Promise<void>;
};

const PAUSE = 100;
/** Heartbeats after whose absence a stream counts as dead: a connection can be lost without a word. */
const MISSED = 3;

export function followStream(url: string, token: string): StreamFollower {
  const ended: HeardEvent[] = [];
  let current: StreamListener | undefined;
  let lastEventId: string | undefined;
  let isStopped = false;

  async function follow(): Promise<void> {
    while (!isStopped) {
      current = await listenToStream(url, { token, lastEventId }).catch(() => undefined);
      await current?.closed;
      lastEventId = current?.lastEventId ?? lastEventId;
      ended.push(...(current?.events ?? []));
      current = undefined;
      if (!isStopped) await delay(PAUSE);
    }
  }
  const following = follow();
  const watchdog = setInterval(() => {
    const [ready] = current?.heard('ready') ?? [];
    if (current && ready && Date.now() - current.heardAt > ready.heartbeatSeconds * 1_000 * MISSED) current.leave();
  }, PAUSE);

  const follower: StreamFollower = {
    get events() {
      return [...ended, ...(current?.events ?? [])];
    },
    hintedNotes: () =>
      new Set(follower.events.flatMap(({ event, data }) => (event === 'notes' ? [String(data.noteId)] : []))),
    resyncs: () => follower.events.filter(({ event }) => event === 'resync').length,
    isReady: () => current !== undefined && current.isOpen && current.heard('ready').length > 0,
    async stop() {
      isStopped = true;
      clearInterval(watchdog);
      current?.leave();
      await following;
    },
  };
  return follower;
}
