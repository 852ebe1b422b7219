/** Mails a code, within the allowances that it is charged to. An address without an account costs the same durable writes. */
import { createHmac, randomInt } from 'node:crypto';
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { tooManyCodes } from '../domain/account-errors.ts';
import type { Charge, CodeLimits } from '../domain/code-charges.ts';
import { CODE_MINUTES, type CodePurpose, formatCode, hashCode } from '../domain/code.ts';
import { type MailMessage, type MailText, NO_RECIPIENT } from '../domain/mails.ts';
import { HOUR, MINUTE } from '../domain/sign-in-limit.ts';
import type { PendingSignUp } from '../domain/user.ts';
import type { CodeRepository } from '../ports.ts';

export type RequestCodeDependencies = {
  codes: CodeRepository;
  clock: Clock;
  codeKey: Buffer;
  /** Whose allowance was used is stored by a digest: it would name people without an account. */
  chargeKey: Buffer;
  /** Codes an hour. */
  codeLimits: CodeLimits;
};

export type CodeOrder = {
  email: string;
  charges: readonly Charge[];
  purpose: CodePurpose;
  askedBy: string;
  subjectId: string;
  /** Absent where no mail may go out: a blank one is queued instead, and its code is in no mail. */
  mail: ((code: string) => MailText) | undefined;
  pendingSignUp?: PendingSignUp;
};

/** Throws `too-many-codes`. */
export type RequestCode = (order: CodeOrder) => Promise<void>;

export function makeRequestCode(deps: RequestCodeDependencies): RequestCode {
  const { codes, clock, codeKey, chargeKey, codeLimits } = deps;

  return async ({ email, charges, purpose, askedBy, subjectId, mail, pendingSignUp }) => {
    const now = clock();
    const expiresAt = new Date(now.getTime() + CODE_MINUTES * MINUTE);
    const text = formatCode(randomInt(100_000_000));
    const hash = hashCode(email, text, codeKey);
    const addressed = mail ? { to: email, ...mail(text) } : { to: NO_RECIPIENT, subject: '', text: '' };
    const outcome = await codes.issue({
      charged: charges.map(({ key, limit }) => ({ key: digestOf(key, chargeKey), count: codeLimits[limit] })),
      window: HOUR,
      now,
      code: { id: newId(), email, purpose, askedBy, subjectId, hash, createdAt: now, expiresAt },
      ...(pendingSignUp && { pendingSignUp }),
      mail: [{ id: newId(), ...addressed, discardAfter: expiresAt }],
    });
    if (!outcome.issued) throw tooManyCodes(outcome.retryAfter);
  };
}

function digestOf(text: string, key: Buffer): string {
  return createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
}

/** How long a notice without a code is worth sending. */
const NOTICE_LIFE = 24 * 60 * MINUTE;

/** A mail that tells of something that happened. */
export function noticeTo(to: string, text: MailText, now: Date): MailMessage {
  return { id: newId(), to, ...text, discardAfter: new Date(now.getTime() + NOTICE_LIFE) };
}
