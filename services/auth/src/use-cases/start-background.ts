/** What auth does by itself: sends mail, moves erasures on, announces addresses, and removes what has expired. */
import type { Clock } from '@keep/service-kit/clock';
import type { Logger } from '@keep/service-kit/logger';
import { periodically } from '@keep/service-kit/periodically';
import type { ExpiryRepository } from '../ports.ts';
import type { AnnounceAddresses } from './announce-addresses.ts';
import type { ContinueDeletions } from './continue-deletions.ts';
import type { DeliverMail } from './deliver-mail.ts';

export type BackgroundDependencies = {
  deliverMail: DeliverMail;
  continueDeletions: ContinueDeletions;
  announceAddresses: AnnounceAddresses;
  expiry: ExpiryRepository;
  clock: Clock;
  logger: Logger;
  /** Milliseconds. */
  cleanUpEvery: number;
};

export type Background = {
  /** There is mail: send it now. */
  wakeMail(): void;
  /** An erasure can go on. */
  wakeDeletions(): void;
  stop(): Promise<void>;
};

/** Milliseconds. Other processes leave work in the same store without waking this one. */
const MAIL_EVERY = 2_000;
const DELETIONS_EVERY = 2_000;
/** At the start, and again: an older process may run beside this one while they are replaced. */
const ANNOUNCE_EVERY = 60_000;

export function startBackground(deps: BackgroundDependencies): Background {
  const { deliverMail, continueDeletions, announceAddresses, expiry, clock, logger, cleanUpEvery } = deps;
  const mail = periodically('send mail', MAIL_EVERY, logger, deliverMail);
  const deletions = periodically('continue erasures', DELETIONS_EVERY, logger, continueDeletions);
  const announcing = periodically('announce addresses', ANNOUNCE_EVERY, logger, announceAddresses);
  const cleanUp = periodically('remove what has expired', cleanUpEvery, logger, () => expiry.removeExpired(clock()));
  return {
    wakeMail: () => mail.wake(),
    wakeDeletions: () => deletions.wake(),
    async stop() {
      await Promise.all([mail.stop(), deletions.stop(), announcing.stop(), cleanUp.stop()]);
    },
  };
}
