/** Mails a code, within the allowance of the address. An address without an account costs the same durable writes. */
import { randomInt } from 'node:crypto';
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { tooManyCodes } from '../domain/account-errors.ts';
import { CODE_MINUTES, type CodePurpose, formatCode, hashCode } from '../domain/code.ts';
import { type MailMessage, type MailText, NO_RECIPIENT } from '../domain/mails.ts';
import { MINUTE } from '../domain/sign-in-limit.ts';
import type { PendingSignUp } from '../domain/user.ts';
import type { CodeRepository } from '../ports.ts';

export type RequestCodeDependencies = {
  codes: CodeRepository;
  clock: Clock;
  codeKey: Buffer;
  /** Codes an hour for one address. */
  codesPerHour: number;
};

export type CodeOrder = {
  email: string;
  /** Whose allowance it uses; the address itself unless told. */
  charged?: readonly string[];
  purpose: CodePurpose;
  askedBy: string;
  subjectId: string;
  /** Absent where no mail may go out: a blank one is queued instead, and its code is known to no one. */
  mail: ((code: string) => MailText) | undefined;
  pendingSignUp?: PendingSignUp;
};

/** Throws `too-many-codes`. */
export type RequestCode = (order: CodeOrder) => Promise<void>;

export function makeRequestCode({ codes, clock, codeKey, codesPerHour }: RequestCodeDependencies): RequestCode {
  return async ({ email, charged = [email], purpose, askedBy, subjectId, mail, pendingSignUp }) => {
    const now = clock();
    const expiresAt = new Date(now.getTime() + CODE_MINUTES * MINUTE);
    const text = formatCode(randomInt(100_000_000));
    const hash = hashCode(email, text, codeKey);
    const addressed = mail ? { to: email, ...mail(text) } : { to: NO_RECIPIENT, subject: '', text: '' };
    const outcome = await codes.issue({
      charged,
      now,
      limit: { count: codesPerHour, window: 60 * MINUTE },
      code: { id: newId(), email, purpose, askedBy, subjectId, hash, createdAt: now, expiresAt },
      ...(pendingSignUp && { pendingSignUp }),
      mail: [{ id: newId(), ...addressed, discardAfter: expiresAt }],
    });
    if (!outcome.issued) throw tooManyCodes(outcome.retryAfter);
  };
}

/** How long a notice without a code is worth sending. */
const NOTICE_LIFE = 24 * 60 * MINUTE;

/** A mail that tells of something that happened. */
export function noticeTo(to: string, text: MailText, now: Date): MailMessage {
  return { id: newId(), to, ...text, discardAfter: new Date(now.getTime() + NOTICE_LIFE) };
}
