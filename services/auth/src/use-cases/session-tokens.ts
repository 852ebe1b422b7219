/** Makes the tokens of a session: what every way of signing in ends with. */
import { randomBytes } from 'node:crypto';
import { scopes } from '@keep/contracts/route';
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { digestOfNetwork } from '../domain/origin.ts';
import { firstRefreshToken, hashRefreshToken, type RefreshToken } from '../domain/refresh-token.ts';
import { describeUserAgent, type NewSession } from '../domain/session.ts';
import { ACCESS_TOKEN_LIFE } from '../domain/signing-key.ts';
import type { User } from '../domain/user.ts';
import type { AccessTokenIssuer } from '../ports.ts';

/** `expiresIn` in seconds. */
export type SignedIn = { user: User; accessToken: string; expiresIn: number; refreshToken: string };

export type SessionTokensDependencies = {
  accessTokens: AccessTokenIssuer;
  clock: Clock;
  refreshKey: Buffer;
  networkKey: Buffer;
  /** Milliseconds after which a session that nobody used has ended. */
  idle: number;
};

export type SessionTokens = {
  /** A session to be stored, and the refresh token that it begins with. */
  open(
    userId: string,
    from: { network: string; userAgent: string | undefined },
  ): { session: NewSession; token: RefreshToken };
  /** What the person gets, once the session is stored. */
  issue(user: User, token: RefreshToken): Promise<SignedIn>;
};

export function makeSessionTokens(deps: SessionTokensDependencies): SessionTokens {
  const { accessTokens, clock, refreshKey, networkKey, idle } = deps;

  return {
    open(userId, { network, userAgent }) {
      const now = clock();
      const token = firstRefreshToken(newId(now.getTime()), randomBytes(32), refreshKey);
      const session: NewSession = {
        id: token.sessionId,
        userId,
        createdAt: now,
        lastUsedAt: now,
        expiresAt: new Date(now.getTime() + idle),
        userAgent: describeUserAgent(userAgent),
        tokenHash: hashRefreshToken(token),
        networkDigest: digestOfNetwork(userId, network, networkKey),
      };
      return { session, token };
    },
    async issue(user, token) {
      const accessToken = await accessTokens.issue({
        userId: user.id,
        userName: user.name,
        userEmail: user.email,
        sessionId: token.sessionId,
        use: 'session',
        scopes,
        life: ACCESS_TOKEN_LIFE,
      });
      return { user, accessToken, expiresIn: ACCESS_TOKEN_LIFE, refreshToken: token.text };
    },
  };
}
