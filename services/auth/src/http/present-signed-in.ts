/** What a person gets who has signed in: the refresh token as a cookie, or in the body where that was asked for. */
import type { Answer } from '@keep/service-kit/http-app';
import type { SignedIn } from '../use-cases/session-tokens.ts';
import { presentUser } from './present-account.ts';
import type { RefreshCookie } from './refresh-cookie.ts';

export type PresentSignedIn = (signedIn: SignedIn, transport: 'cookie' | 'body', status?: number) => Answer;

export function makePresentSignedIn(cookie: RefreshCookie): PresentSignedIn {
  return ({ user, accessToken, expiresIn, refreshToken }, transport, status = 200) => {
    const body = { user: presentUser(user), accessToken, expiresIn };
    return transport === 'body'
      ? { status, body: { ...body, refreshToken } }
      : { status, body, headers: { 'set-cookie': cookie.set(refreshToken) } };
  };
}
