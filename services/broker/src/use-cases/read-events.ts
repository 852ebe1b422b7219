/** Reads the log from a position on, for one process, and waits a little for the first event. */
import { HEARTBEAT_MILLIS, type ReadFrom } from '@keep/contracts/broker-internal-http';
import { unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { News } from '../domain/news.ts';
import type { EventStore, StoredEvent } from '../ports.ts';

type Dependencies = { store: EventStore; news: News; clock: Clock };

export type StoredPage = { logId: string; events: StoredEvent[]; next: number };
export type ReadEvents = (subjects: readonly string[], from: ReadFrom, signal: AbortSignal) => Promise<StoredPage>;

/** Answers nothing after the heartbeat, and at once where the position is of another, longer log. */
export function makeReadEvents({ store, news, clock }: Dependencies): ReadEvents {
  const { logId } = store;

  function position(from: ReadFrom): number {
    return 'after' in from ? from.after : store.sequenceBefore(new Date(clock().getTime() - from.lastSeconds * 1_000));
  }

  return async (subjects, from, signal) => {
    const until = clock().getTime() + HEARTBEAT_MILLIS;
    let after = position(from);
    for (;;) {
      if (news.isOver) throw unavailable('The broker is stopping.');
      if (signal.aborted) return { logId, events: [], next: after };
      const seen = news.count;
      const { events, next } = store.read(subjects, after);
      const now = clock().getTime();
      if (events.length > 0 || now >= until || after > store.lastSequence()) return { logId, events, next };
      after = next;
      await news.since(seen, until - now, signal);
    }
  };
}
