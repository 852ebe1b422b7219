/** Exchanges a refresh token for its successor; parallel and retried refreshes get the same one. */
import type { Clock } from '@keep/service-kit/clock';
import { sessionEnded } from '../domain/account-errors.ts';
import { hashRefreshToken, readRefreshToken, successorOf } from '../domain/refresh-token.ts';
import type { SessionRepository, UserRepository } from '../ports.ts';
import type { SessionTokens, SignedIn } from './session-tokens.ts';

export type RefreshSessionDependencies = {
  users: UserRepository;
  sessions: SessionRepository;
  sessionTokens: SessionTokens;
  clock: Clock;
  refreshKey: Buffer;
  /** Milliseconds after which an unused session has ended, and for which a spent token is honoured. */
  idle: number;
  grace: number;
};

/** Throws `session-ended` for whatever is not a token of a living session. */
export type RefreshSession = (refreshToken: string | undefined) => Promise<SignedIn>;

export function makeRefreshSession(deps: RefreshSessionDependencies): RefreshSession {
  const { users, sessions, sessionTokens, clock, refreshKey, idle, grace } = deps;

  return async refreshToken => {
    const spent = readRefreshToken(refreshToken, refreshKey);
    if (!spent) throw sessionEnded();
    const successor = successorOf(spent, refreshKey);
    const now = clock();
    const outcome = await sessions.rotate({
      sessionId: spent.sessionId,
      spentHash: hashRefreshToken(spent),
      successorHash: hashRefreshToken(successor),
      now,
      graceSince: new Date(now.getTime() - grace),
      expiresAt: new Date(now.getTime() + idle),
    });
    if (outcome.kind === 'unknown' || outcome.kind === 'reused') throw sessionEnded();
    const user = await users.find(outcome.userId);
    if (!user) throw sessionEnded();
    return sessionTokens.issue(user, successor);
  };
}
