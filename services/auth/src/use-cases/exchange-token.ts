/** Exchanges an API token for a short access token with its scopes. */
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { type ApiToken, hashApiToken } from '../domain/api-token.ts';
import { EXCHANGED_TOKEN_LIFE } from '../domain/signing-key.ts';
import type { AccessTokenIssuer, TokenRepository } from '../ports.ts';

export type ExchangeTokenDependencies = { tokens: TokenRepository; accessTokens: AccessTokenIssuer; clock: Clock };

/** `expiresIn` in seconds. Throws a 401 for a token that is unknown, revoked, expired, or of an account that is going. */
export type ExchangeToken = (text: string) => Promise<{ accessToken: string; expiresIn: number }>;

export function makeExchangeToken({ tokens, accessTokens, clock }: ExchangeTokenDependencies): ExchangeToken {
  return async text => {
    const found = await tokens.findByHash(hashApiToken(text));
    const life = found ? Math.min(EXCHANGED_TOKEN_LIFE, secondsLeft(found.token, clock())) : 0;
    if (!found || life <= 0) throw new AppError('unauthenticated', 'unauthenticated', 'The API token is not valid.');
    const { token, userName, userEmail } = found;
    const accessToken = await accessTokens.issue({
      userId: token.userId,
      userName,
      userEmail,
      sessionId: token.id,
      use: 'token',
      scopes: token.scopes,
      life,
    });
    return { accessToken, expiresIn: life };
  };
}

function secondsLeft({ expiresAt }: ApiToken, now: Date): number {
  return expiresAt === null ? Infinity : Math.floor((expiresAt.getTime() - now.getTime()) / 1_000);
}
