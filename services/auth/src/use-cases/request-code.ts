/** Mails a code, within the allowance of the address; where there is nobody to mail to, everything else is the same. */
import { randomInt } from 'node:crypto';
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { tooManyCodes } from '../domain/account-errors.ts';
import { CODE_MINUTES, type CodePurpose, formatCode, hashCode } from '../domain/code.ts';
import type { MailMessage, MailText } from '../domain/mails.ts';
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
  /** The code to be mailed; absent where there is nobody to have one. */
  code?: { purpose: CodePurpose; subjectId: string; mail: (code: string) => MailText };
  pendingSignUp?: PendingSignUp;
  /** A mail without a code instead. */
  notice?: MailText;
};

/** Throws `too-many-codes`. */
export type RequestCode = (order: CodeOrder) => Promise<void>;

export function makeRequestCode({ codes, clock, codeKey, codesPerHour }: RequestCodeDependencies): RequestCode {
  return async ({ email, charged = [email], code, pendingSignUp, notice }) => {
    const now = clock();
    const expiresAt = new Date(now.getTime() + CODE_MINUTES * MINUTE);
    const text = formatCode(randomInt(100_000_000));
    const mail = code ? code.mail(text) : notice;
    const outcome = await codes.issue({
      charged,
      now,
      limit: { count: codesPerHour, window: 60 * MINUTE },
      ...(code && {
        code: {
          id: newId(),
          email,
          purpose: code.purpose,
          subjectId: code.subjectId,
          hash: hashCode(email, text, codeKey),
          createdAt: now,
          expiresAt,
        },
      }),
      ...(pendingSignUp && { pendingSignUp }),
      mail: mail ? [{ id: newId(), to: email, ...mail, discardAfter: expiresAt }] : [],
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
