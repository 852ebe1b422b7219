/** Who calls: turns bad tokens away early, and API tokens into access tokens. The service verifies again by itself. */
import { AppError } from '@keep/service-kit/app-error';
import type { Authenticate } from '@keep/service-kit/authentication';
import type { ApiTokens } from './exchange-api-token.ts';

export type Dependencies = { authenticate: Authenticate; apiTokens: ApiTokens };

/** `authorization` is what goes downstream. Without a token nobody is known: the service decides what that means. */
export type Identity = { userId: string | undefined; authorization: string | undefined };

/** Throws a 401 for a token that is none, expired or revoked; a 503 while it cannot be checked. */
export type IdentifyCaller = (authorization: string | undefined) => Promise<Identity>;

const API_TOKEN = /^Bearer +(keep_[\w-]{1,500})$/i;

/** Whether the header holds an API token: it must not reach a service. */
export function holdsApiToken(authorization: string | undefined): boolean {
  return API_TOKEN.test(authorization ?? '');
}

export function makeIdentifyCaller({ authenticate, apiTokens }: Dependencies): IdentifyCaller {
  async function identifyProgram(apiToken: string): Promise<Identity> {
    const authorization = `Bearer ${await apiTokens.accessTokenFor(apiToken)}`;
    try {
      const { userId } = await authenticate(authorization);
      return { userId, authorization };
    } catch (error) {
      if (error instanceof AppError && error.code === 'session-ended') apiTokens.forget(apiToken);
      throw error;
    }
  }

  return async authorization => {
    if (authorization === undefined) return { userId: undefined, authorization };
    const [, apiToken] = API_TOKEN.exec(authorization) ?? [];
    if (apiToken) return identifyProgram(apiToken);
    const { userId } = await authenticate(authorization);
    return { userId, authorization };
  };
}
