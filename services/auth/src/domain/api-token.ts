/** API tokens: opaque, shown once, stored hashed. */
import { createHash } from 'node:crypto';
import type { Scope } from '@keep/contracts/route';

export type ApiToken = {
  id: string;
  userId: string;
  name: string;
  scopes: readonly Scope[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
};

/** Milliseconds: a use is recorded at most this often, so that most requests write nothing. */
const USE_PRECISION = 5 * 60_000;

export function isUseToRecord({ lastUsedAt }: ApiToken, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= USE_PRECISION;
}

/** `secret` is 32 random bytes. The prefix lets secret scanners know it for what it is. */
export function formatApiToken(secret: Buffer): string {
  return `keep_${secret.toString('base64url')}`;
}

/** The token is random, so a plain hash is enough. */
export function hashApiToken(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
