/** Makes an API token, for the account's password; its text is known only to the answer. */
import { randomBytes } from 'node:crypto';
import type { Scope } from '@keep/contracts/route';
import type { Actor } from '@keep/service-kit/actor';
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { tooManyTokens, wrongPassword } from '../domain/account-errors.ts';
import { type ApiToken, formatApiToken, hashApiToken } from '../domain/api-token.ts';
import type { TokenRepository } from '../ports.ts';
import type { ConfirmPassword } from './confirm-password.ts';

export type CreateTokenDependencies = {
  tokens: TokenRepository;
  confirmPassword: ConfirmPassword;
  clock: Clock;
  tokensPerPerson: number;
};
export type CreateTokenInput = {
  name: string;
  scopes: readonly Scope[];
  expiresAt: Date | null;
  password: string;
  network: string;
};
export type CreateToken = (actor: Actor, input: CreateTokenInput) => Promise<{ token: ApiToken; text: string }>;

export function makeCreateToken(deps: CreateTokenDependencies): CreateToken {
  const { tokens, confirmPassword, clock, tokensPerPerson: limit } = deps;

  return async (actor, input) => {
    if (input.expiresAt && input.expiresAt <= clock()) throw notInTheFuture();
    const user = await confirmPassword(actor, input.password, input.network);
    const text = formatApiToken(randomBytes(32));
    const token = newToken(actor.userId, input, clock());
    const hash = hashApiToken(text);
    const outcome = await tokens.add({ token, hash, expectedHash: user.passwordHash, limit });
    if (outcome === 'full') throw tooManyTokens(limit);
    if (outcome === 'refused') throw wrongPassword();
    return { token, text };
  };
}

function newToken(userId: string, { name, scopes, expiresAt }: CreateTokenInput, createdAt: Date): ApiToken {
  return { id: newId(), userId, name, scopes: [...new Set(scopes)], createdAt, expiresAt, lastUsedAt: null };
}

function notInTheFuture(): AppError {
  return new AppError('invalid', 'invalid-body', 'Some fields are not as they should be.', {
    errors: [{ pointer: '/expiresAt', detail: 'must be in the future' }],
  });
}
