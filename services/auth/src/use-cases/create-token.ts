/** Makes an API token; its text is known only to the answer. */
import { randomBytes } from 'node:crypto';
import type { Scope } from '@keep/contracts/route';
import type { Actor } from '@keep/service-kit/actor';
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { sessionEnded } from '../domain/account-errors.ts';
import { type ApiToken, formatApiToken, hashApiToken } from '../domain/api-token.ts';
import type { TokenRepository } from '../ports.ts';

export type CreateTokenDependencies = { tokens: TokenRepository; clock: Clock };
export type CreateTokenInput = { name: string; scopes: readonly Scope[]; expiresAt: Date | null };
export type CreateToken = (actor: Actor, input: CreateTokenInput) => Promise<{ token: ApiToken; text: string }>;

export function makeCreateToken({ tokens, clock }: CreateTokenDependencies): CreateToken {
  return async (actor, { name, scopes, expiresAt }) => {
    const now = clock();
    if (expiresAt && expiresAt <= now) throw notInTheFuture();
    const text = formatApiToken(randomBytes(32));
    const token = { id: newId(), userId: actor.userId, name, scopes: [...new Set(scopes)], createdAt: now, expiresAt };
    if (!(await tokens.add(token, hashApiToken(text)))) throw sessionEnded();
    return { token, text };
  };
}

function notInTheFuture(): AppError {
  return new AppError('invalid', 'invalid-body', 'Some fields are not as they should be.', {
    errors: [{ pointer: '/expiresAt', detail: 'must be in the future' }],
  });
}
