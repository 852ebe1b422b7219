/** Sends the mail that waits: at least once, with the same Message-ID each time. */
import type { Clock } from '@keep/service-kit/clock';
import { NO_RECIPIENT } from '../domain/mails.ts';
import type { Mailer, MailQueue } from '../ports.ts';

export type DeliverMailDependencies = { queue: MailQueue; mailer: Mailer; clock: Clock };
export type DeliverMail = () => Promise<void>;

const BATCH = 20;
/** Milliseconds: one that could not be sent, or whose sender died, is tried again after this. */
const RETRY_AFTER = 15_000;

/** Tries each mail that is due once: those that nobody takes, however many, keep none of the others waiting. */
export function makeDeliverMail({ queue, mailer, clock }: DeliverMailDependencies): DeliverMail {
  return async () => {
    const due = clock();
    let failure: PromiseRejectedResult | undefined;
    for (;;) {
      const mails = await queue.claim(BATCH, due, new Date(clock().getTime() + RETRY_AFTER));
      if (mails.length === 0) break;
      const outcomes = await Promise.allSettled(
        mails.map(async mail => {
          if (mail.to !== NO_RECIPIENT) await mailer.send(mail);
          await queue.remove(mail.id);
        }),
      );
      failure ??= outcomes.find(outcome => outcome.status === 'rejected');
    }
    if (failure) throw new Error('A mail could not be sent; it waits.', { cause: failure.reason });
  };
}
