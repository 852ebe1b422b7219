/** Reads the log from a position on, for one process, and waits a little for the first event. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HEARTBEAT_MILLIS, type ReadFrom, type ReadPage } from '@keep/contracts/broker-internal-http';
import { unavailable } from '@keep/service-kit/app-error';
import type { BrokerDependencies } from '../broker-dependencies.ts';

/**
 * Answers nothing after the heartbeat, and at once where the position is of another, longer log, or where the reader has
 * none yet: it learns where the log stands. A log that takes no events has no heartbeat: what nobody could tell must not
 * pass for what did not happen.
 */
export function makeReadEvents({ store, news, clock }: BrokerDependencies) {
  function position(from: ReadFrom): number {
    return 'after' in from ? from.after : store.sequenceBefore(new Date(clock().getTime() - from.lastSeconds * 1_000));
  }

  return async (subjects: readonly string[], from: ReadFrom, signal: AbortSignal): Promise<ReadPage> => {
    const until = clock().getTime() + ('after' in from ? HEARTBEAT_MILLIS : 0);
    const start = position(from);
    let after = start;
    for (;;) {
      if (news.isOver) throw unavailable('The broker is stopping.');
      const seen = news.count;
      const { events, next } = store.read(subjects, after);
      const now = clock().getTime();
      if (events.length === 0 && now >= until && !store.takesEvents())
        throw unavailable('The log takes no events right now.');
      if (events.length > 0 || signal.aborted || now >= until || after > store.lastSequence()) {
        return { logId: store.logId, events, start, next };
      }
      after = next;
      // A long log is read in steps: there is more to look at before there is anything to wait for.
      if (next < store.lastSequence()) {
        await nextTurn();
        continue;
      }
      await news.since(seen, until - now, signal);
    }
  };
}
