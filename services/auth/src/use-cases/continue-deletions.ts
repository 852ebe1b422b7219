/** Moves every unfinished erasure on: asks silent participants again, and removes mails and log of those who are erased. */
import type { Clock } from '@keep/service-kit/clock';
import type { EventBus } from '@keep/service-kit/event-bus';
import { deletionRequestedEvent } from '../domain/account-events.ts';
import { subjectsOf } from '../domain/deletion.ts';
import type { DeletionRepository, Mailer } from '../ports.ts';

export type ContinueDeletionsDependencies = {
  deletions: DeletionRepository;
  bus: Pick<EventBus, 'purge'>;
  mailer: Pick<Mailer, 'erase'>;
  clock: Clock;
  /** Milliseconds after which a participant that did not answer is asked again. */
  askAgainAfter: number;
  /**
   * Milliseconds that the log keeps the end of the person's sessions, so that a process that lost the bus for a moment
   * still hears of it; one that lost it for longer asks auth. By then a mail that was on its way is written, too.
   */
  purgeAfter: number;
};

/** Safe to run at any time, in several processes. */
export type ContinueDeletions = () => Promise<void>;

export function makeContinueDeletions(deps: ContinueDeletionsDependencies): ContinueDeletions {
  const { deletions, bus, mailer, clock, askAgainAfter, purgeAfter } = deps;

  return async () => {
    const now = clock();
    const askedBefore = new Date(now.getTime() - askAgainAfter);
    await deletions.eraseAnswered();
    for (const deletion of await deletions.waiting(askedBefore))
      await deletions.askAgain(deletion.userId, askedBefore, now, deletionRequestedEvent(deletion, now));
    for (const erased of await deletions.erased(new Date(now.getTime() - purgeAfter))) {
      const { userId, email } = erased;
      if (email !== null) await mailer.erase(email);
      await bus.purge(subjectsOf(userId));
      await deletions.finish(erased, now);
    }
  };
}
