/** Ends the session that a refresh token or an access token names; that there is none is no fault. */
import type { Authenticate } from '@keep/service-kit/authentication';
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { readRefreshToken } from '../domain/refresh-token.ts';
import type { SessionRepository } from '../ports.ts';

export type SignOutDependencies = {
  sessions: SessionRepository;
  authenticate: Authenticate;
  clock: Clock;
  refreshKey: Buffer;
};

export type SignOut = (refreshToken: string | undefined, authorization: string | undefined) => Promise<void>;

export function makeSignOut({ sessions, authenticate, clock, refreshKey }: SignOutDependencies): SignOut {
  return async (refreshToken, authorization) => {
    const token = readRefreshToken(refreshToken, refreshKey);
    if (token) return sessions.endByToken(token.sessionId, clock());
    const actor = await authenticate(authorization).catch(refuseQuietly);
    if (actor?.use === 'session') await sessions.end(actor.userId, actor.sessionId, clock());
  };
}

function refuseQuietly(error: unknown): undefined {
  if (error instanceof AppError && error.kind === 'unauthenticated') return undefined;
  throw error;
}
