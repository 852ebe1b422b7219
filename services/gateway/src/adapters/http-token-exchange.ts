/** Exchanges API tokens at auth's internal endpoint, over HTTP, at whichever of its replicas is there. */
import { exchangeToken } from '@keep/contracts/auth-internal-http';
import { type AppError, unavailable } from '@keep/service-kit/app-error';
import { invalidToken } from '@keep/service-kit/authentication';
import { callerHeader } from '@keep/service-kit/callers';
import type { TokenExchange } from '../ports.ts';

const TIMEOUT = 3_000;

/** `authAddress` answers where auth is now; undefined while no replica of it is known. */
export function httpTokenExchange(authAddress: () => string | undefined, secret: string): TokenExchange {
  return async token => {
    const address = authAddress();
    if (address === undefined) throw away();
    const response = await fetch(new URL(exchangeToken.path, address), {
      method: exchangeToken.method,
      headers: { authorization: callerHeader('gateway', secret), 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
      signal: AbortSignal.timeout(TIMEOUT),
    }).catch((error: unknown) => {
      throw away(error);
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.status === 401 || response.status === 422) {
      throw invalidToken('The API token is not valid.');
    }
    const exchanged = exchangeToken.responses[200].schema.safeParse(answer);
    if (!response.ok || !exchanged.success) throw away(new Error(`auth answered ${response.status}`));
    return exchanged.data;
  };
}

function away(cause?: unknown): AppError {
  return unavailable('API tokens cannot be checked right now.', cause);
}
