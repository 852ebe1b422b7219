/** A sign-up whose address is not verified yet: kept for this tab, so that it survives a reload. */

const KEY = 'keep.sign-up';

export type PendingSignUp = { email: string; signUpId: string };

export function keepPending(pending: PendingSignUp): void {
  sessionStorage.setItem(KEY, JSON.stringify(pending));
}

export function pendingSignUp(): PendingSignUp | undefined {
  const text = sessionStorage.getItem(KEY);
  return text === null ? undefined : (JSON.parse(text) as PendingSignUp);
}

export function forgetPending(): void {
  sessionStorage.removeItem(KEY);
}
