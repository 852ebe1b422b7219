/** Accounts, sessions and tokens as the API shows them. */
import type { apiToken, me, session, user } from '@keep/contracts/auth-http';
import type { z } from 'zod';
import type { ApiToken } from '../domain/api-token.ts';
import type { Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';

export function presentUser({ id, email, name }: User): z.output<typeof user> {
  return { id, email, name };
}

export function presentMe(account: User): z.output<typeof me> {
  return { ...presentUser(account), createdAt: account.createdAt.toISOString() };
}

/** `currentId` is the session that asks. */
export function presentSession(
  { id, createdAt, lastUsedAt, userAgent }: Session,
  currentId: string,
): z.output<typeof session> {
  return {
    id,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    userAgent,
    current: id === currentId,
  };
}

export function presentToken({
  id,
  name,
  scopes,
  createdAt,
  expiresAt,
  lastUsedAt,
}: ApiToken): z.output<typeof apiToken> {
  return {
    id,
    name,
    scopes: [...scopes],
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
