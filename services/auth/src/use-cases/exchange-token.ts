/** Exchanges an API token for a short access token with its scopes. */
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { hashApiToken } from '../domain/api-token.ts';
import { EXCHANGED_TOKEN_LIFE } from '../domain/signing-key.ts';
import type { AccessTokenIssuer, TokenRepository } from '../ports.ts';

export type ExchangeTokenDependencies = { tokens: TokenRepository; accessTokens: AccessTokenIssuer; clock: Clock };

/** `expiresIn` in seconds. Throws a 401 for a token that is unknown, revoked, expired, or of an account that is going. */
export type ExchangeToken = (text: string) => Promise<{ accessToken: string; expiresIn: number }>;

export function makeExchangeToken({ tokens, accessTokens, clock }: ExchangeTokenDependencies): ExchangeToken {
  return async text => {
    const token = await tokens.findByHash(hashApiToken(text));
    if (!token || (token.expiresAt && token.expiresAt <= clock()))
      throw new AppError('unauthenticated', 'unauthenticated', 'The API token is not valid.');
    const accessToken = await accessTokens.issue({
      userId: token.userId,
      sessionId: token.id,
      use: 'token',
      scopes: token.scopes,
      life: EXCHANGED_TOKEN_LIFE,
    });
    return { accessToken, expiresIn: EXCHANGED_TOKEN_LIFE };
  };
}
