/** Exchanges an API token for a short access token with its scopes. */
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { Logger } from '@keep/service-kit/logger';
import { type ApiToken, hashApiToken, isUseToRecord } from '../domain/api-token.ts';
import { EXCHANGED_TOKEN_LIFE } from '../domain/signing-key.ts';
import type { AccessTokenIssuer, TokenRepository } from '../ports.ts';

export type ExchangeTokenDependencies = {
  tokens: TokenRepository;
  accessTokens: AccessTokenIssuer;
  clock: Clock;
  logger: Logger;
};

/** `expiresIn` in seconds. Throws a 401 for a token that is unknown, revoked, expired, or of an account that is going. */
export type ExchangeToken = (text: string) => Promise<{ accessToken: string; expiresIn: number }>;

export function makeExchangeToken(deps: ExchangeTokenDependencies): ExchangeToken {
  const { tokens, accessTokens, clock, logger } = deps;

  /** A store that takes no writes exchanges tokens all the same (ADR 30). */
  async function recordUse(token: ApiToken, now: Date): Promise<void> {
    if (!isUseToRecord(token, now)) return;
    await tokens.recordUse(token.id, now).catch((error: unknown) => {
      logger.warn({ err: error, tokenId: token.id }, 'the use of an API token could not be recorded');
    });
  }

  return async text => {
    const now = clock();
    const found = await tokens.findByHash(hashApiToken(text));
    const life = found ? Math.min(EXCHANGED_TOKEN_LIFE, secondsLeft(found.token, now)) : 0;
    if (!found || life <= 0) throw new AppError('unauthenticated', 'unauthenticated', 'The API token is not valid.');
    const { token, userName, userEmail } = found;
    await recordUse(token, now);
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
