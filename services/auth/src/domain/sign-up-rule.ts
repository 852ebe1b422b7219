/** Who may make an account, and whether the address must be proved first. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { setUpCodeRequired, signUpClosed } from './account-errors.ts';

export type SignUpMode = 'open' | 'verify' | 'closed';

export type SignUpSituation = {
  mode: SignUpMode;
  /** The code that the first account needs, where one is set. */
  setUpCode: string | undefined;
  givenCode: string | undefined;
  isFirst: boolean;
};

/** Answers whether the account is made at once or after a mailed code. Throws a 403. */
export function decideSignUp({ mode, setUpCode, givenCode, isFirst }: SignUpSituation): 'at-once' | 'after-code' {
  if (isFirst && setUpCode !== undefined) {
    if (!isSame(setUpCode, givenCode ?? '')) throw setUpCodeRequired();
    return mode === 'verify' ? 'after-code' : 'at-once';
  }
  if (mode === 'closed') throw signUpClosed();
  return mode === 'verify' ? 'after-code' : 'at-once';
}

/** Takes the same time wherever the texts differ. */
function isSame(expected: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
