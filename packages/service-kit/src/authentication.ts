/** Verifies access tokens (JWT, EdDSA): every service does it itself, whoever forwarded the request. */
import { accessTokenClaims } from '@keep/contracts/auth-http';
import { type Scope, scopes } from '@keep/contracts/route';
import { errors, jwtVerify } from 'jose';
import type { Actor } from './actor.ts';
import { AppError } from './app-error.ts';
import type { Clock } from './clock.ts';
import type { KeySet } from './key-set.ts';
import type { Revocations } from './revocations.ts';

/** The actor that an `Authorization: Bearer` header proves. Throws a 401, or a 503 while no key is known. */
export type Authenticate = (authorization: string | undefined) => Promise<Actor>;

export type AuthenticationDependencies = {
  keySet: KeySet;
  revocations: Pick<Revocations, 'isRevoked'>;
  issuer: string;
  clock: Clock;
};

const AUDIENCE = 'keep';
const CACHE_SIZE = 10_000;

/** Results are cached by the token's full text until it expires; revocation is asked anew each time. */
export function makeAuthenticate({ keySet, revocations, issuer, clock }: AuthenticationDependencies): Authenticate {
  const verified = new Map<string, Actor>();

  async function verify(token: string): Promise<Actor> {
    const { payload } = await jwtVerify(token, header => keySet.find(header.kid), {
      algorithms: ['EdDSA'],
      issuer,
      audience: AUDIENCE,
      currentDate: clock(),
      requiredClaims: ['exp', 'iat'],
    });
    const claims = accessTokenClaims.parse(payload);
    const actor: Actor = {
      userId: claims.sub,
      sessionId: claims.sid,
      use: claims.use,
      scopes: knownScopes(claims.scope),
      expiresAt: Number(payload.exp) * 1000,
      ...(claims.name !== undefined && { name: claims.name }),
      ...(claims.email !== undefined && { email: claims.email }),
    };
    if (verified.size >= CACHE_SIZE) verified.delete(verified.keys().next().value ?? '');
    verified.set(token, actor);
    return actor;
  }

  return async authorization => {
    const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '') ?? [];
    if (!token) throw unauthenticated('Send an access token as a Bearer token.');
    const hit = verified.get(token);
    if (hit && hit.expiresAt <= clock().getTime()) verified.delete(token);
    const actor = hit && hit.expiresAt > clock().getTime() ? hit : await verify(token).catch(refuse);
    if (revocations.isRevoked(actor.sessionId)) {
      throw new AppError('unauthenticated', 'session-ended', 'This session has ended: sign in again.');
    }
    return actor;
  };
}

function refuse(error: unknown): never {
  if (error instanceof AppError) throw error;
  if (error instanceof errors.JWTExpired) throw unauthenticated('The access token has expired: refresh it.');
  throw unauthenticated('The access token is not valid.');
}

function unauthenticated(detail: string): AppError {
  return new AppError('unauthenticated', 'unauthenticated', detail);
}

function knownScopes(text: string): Scope[] {
  const granted = new Set(text.split(' '));
  return scopes.filter(scope => granted.has(scope));
}
