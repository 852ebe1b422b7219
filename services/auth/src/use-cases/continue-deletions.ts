/** Moves every unfinished erasure on: asks silent participants again, and removes mails and log of those who are erased. */
import type { Clock } from '@keep/service-kit/clock';
import type { EventBus } from '@keep/service-kit/event-bus';
import type { Logger } from '@keep/service-kit/logger';
import { deletionRequestedEvent } from '../domain/account-events.ts';
import { type Deletion, type Erased, subjectsOf } from '../domain/deletion.ts';
import type { DeletionRepository, Mailer } from '../ports.ts';

export type ContinueDeletionsDependencies = {
  deletions: DeletionRepository;
  bus: Pick<EventBus, 'purge'>;
  mailer: Pick<Mailer, 'erase'>;
  clock: Clock;
  logger: Logger;
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
  const { deletions, bus, mailer, clock, logger, askAgainAfter, purgeAfter } = deps;

  /** One saga after the other: a step that fails is tried again later, and holds back no other saga. */
  async function each<Saga extends Pick<Deletion, 'userId'>>(
    sagas: readonly Saga[],
    step: (saga: Saga) => Promise<void>,
  ): Promise<void> {
    for (const saga of sagas)
      await step(saga).catch((error: unknown) =>
        logger.warn({ err: error, erasureOf: saga.userId }, 'a step of an erasure failed; it will run again'),
      );
  }

  /** Mails that cannot be removed hold back neither the log nor the reverse; the saga ends when both are erased. */
  async function finish(erased: Erased, now: Date): Promise<void> {
    const { userId, email } = erased;
    const outcomes = await Promise.allSettled([
      email === null ? undefined : mailer.erase(email),
      bus.purge(subjectsOf(userId)),
    ]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    await deletions.finish(erased, now);
  }

  return async () => {
    const now = clock();
    const askedBefore = new Date(now.getTime() - askAgainAfter);
    await each(await deletions.answered(), ({ userId }) => deletions.eraseAnswered(userId));
    await each(await deletions.waiting(askedBefore), deletion =>
      deletions.askAgain(deletion.userId, askedBefore, now, deletionRequestedEvent(deletion, now)),
    );
    await each(await deletions.erased(new Date(now.getTime() - purgeAfter)), erased => finish(erased, now));
  };
}
