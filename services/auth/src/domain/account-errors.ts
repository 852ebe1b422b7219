/** What auth refuses, and how it says so. None of them tells whether somebody has an account. */
import { AppError } from '@keep/service-kit/app-error';

export function emailTaken(): AppError {
  return new AppError('conflict', 'email-taken', 'There is an account with this address already.');
}

export function wrongCredentials(): AppError {
  return new AppError('unauthenticated', 'wrong-credentials', 'The address or the password is wrong.');
}

export function wrongPassword(): AppError {
  return new AppError('forbidden', 'wrong-password', 'The password is wrong.');
}

export function tooManyTokens(limit: number): AppError {
  const detail = `An account may have at most ${limit} API tokens: revoke one that is not needed.`;
  return new AppError('invalid', 'quota-exceeded', detail);
}

export function wrongCode(): AppError {
  return new AppError('invalid', 'wrong-code', 'The code is wrong, used, or too old: ask for a new one.', {
    errors: [{ pointer: '/code', detail: 'is not valid' }],
  });
}

export function signUpIdMissing(): AppError {
  return new AppError('invalid', 'invalid-body', 'Some fields are not as they should be.', {
    errors: [{ pointer: '/signUpId', detail: 'is required, or the access token of the session that asked' }],
  });
}

export function sessionEnded(): AppError {
  return new AppError('unauthenticated', 'session-ended', 'This session has ended: sign in again.');
}

export function emailNotVerified(): AppError {
  return new AppError('forbidden', 'email-not-verified', 'Give the code that was mailed to you first.');
}

export function accountBeingDeleted(): AppError {
  return new AppError('forbidden', 'account-being-deleted', 'This account is being deleted.');
}

export function signUpClosed(): AppError {
  return new AppError('forbidden', 'sign-up-closed', 'Ask whoever runs this Keep for an account.');
}

export function setUpCodeRequired(): AppError {
  return new AppError(
    'forbidden',
    'set-up-code-required',
    'Send the set-up code that Keep printed when it started as `setUpCode`.',
  );
}

/** `retryAfter` in milliseconds, as in the next one. */
export function tooManySignIns(retryAfter: number): AppError {
  return new AppError('too-many', 'too-many-sign-ins', 'Too many wrong passwords: wait before the next one.', {
    retryAfter: retryAfter / 1_000,
  });
}

export function tooManyCodes(retryAfter: number): AppError {
  return new AppError('too-many', 'too-many-codes', 'Too many codes were asked for: wait, or use the last one.', {
    retryAfter: retryAfter / 1_000,
  });
}

export function overloaded(): AppError {
  return new AppError('unavailable', 'overloaded', 'Too many passwords are being checked right now.', {
    retryAfter: 1,
  });
}

export function crossSite(): AppError {
  return new AppError('forbidden', 'cross-site', 'Requests with the session cookie must come from Keep itself.');
}
