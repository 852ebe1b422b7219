/** Turns an API token into an access token, asking auth about each token once a minute at most. */
import { createHash } from 'node:crypto';
import { AppError } from '@keep/service-kit/app-error';
import type { Now, TokenExchange } from '../ports.ts';

export type Dependencies = { exchange: TokenExchange; now: Now };

export type ApiTokens = {
  /** The access token to send on. Throws a 401, or a 503 while auth is away. */
  accessTokenFor(apiToken: string): Promise<string>;
  /** Asks auth anew next time: what was given has been revoked. */
  forget(apiToken: string): void;
};

/** Kept by hash: the memory of the gateway is no place for other people's long-lived secrets. */
type Entry = { answer: Promise<string>; expiresAt: number };

const MAX_ENTRIES = 10_000;
/** Milliseconds before the end of an access token's life at which it is no longer handed out. */
const MARGIN = 10_000;
/** Milliseconds for which a wrong token is answered without asking again. */
const REMEMBER_REFUSAL = 5_000;

export function makeApiTokens({ exchange, now }: Dependencies): ApiTokens {
  const entries = new Map<string, Entry>();

  function ask(key: string, apiToken: string): Promise<string> {
    const entry: Entry = {
      expiresAt: Infinity,
      answer: exchange(apiToken).then(
        ({ accessToken, expiresIn }) => {
          entry.expiresAt = now() + Math.max(0, expiresIn * 1000 - MARGIN);
          return accessToken;
        },
        (error: unknown) => {
          const isRefusal = error instanceof AppError && error.kind === 'unauthenticated';
          if (isRefusal) entry.expiresAt = now() + REMEMBER_REFUSAL;
          else entries.delete(key);
          throw error;
        },
      ),
    };
    if (entries.size >= MAX_ENTRIES) entries.delete(entries.keys().next().value ?? '');
    entries.set(key, entry);
    return entry.answer;
  }

  return {
    accessTokenFor(apiToken) {
      const key = hash(apiToken);
      const known = entries.get(key);
      if (known && now() < known.expiresAt) return known.answer;
      entries.delete(key);
      return ask(key, apiToken);
    },
    forget(apiToken) {
      entries.delete(hash(apiToken));
    },
  };
}

function hash(apiToken: string): string {
  return createHash('sha256').update(apiToken).digest('base64');
}
