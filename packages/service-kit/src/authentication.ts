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
    const [, token] = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '') ?? [];
    if (!token) throw isBearer(authorization) ? invalidToken('The access token is not valid.') : noToken();
    const hit = verified.get(token);
    if (hit && hit.expiresAt <= clock().getTime()) verified.delete(token);
    const actor = hit && hit.expiresAt > clock().getTime() ? hit : await verify(token).catch(refuse);
    if (revocations.isRevoked(actor.sessionId)) {
      throw invalidToken('This session has ended: sign in again.', 'session-ended');
    }
    return actor;
  };
}

function refuse(error: unknown): never {
  if (error instanceof AppError) throw error;
  if (error instanceof errors.JWTExpired) throw invalidToken('The access token has expired: refresh it.');
  throw invalidToken('The access token is not valid.');
}

function isBearer(authorization: string | undefined): boolean {
  return authorization !== undefined && /^Bearer( |$)/i.test(authorization);
}

function noToken(): AppError {
  return new AppError('unauthenticated', 'unauthenticated', 'Send an access token as a Bearer token.');
}

/** A 401 to a token that was sent: RFC 6750, 3.1, tells it from a 401 for want of one. */
export function invalidToken(detail: string, code: 'unauthenticated' | 'session-ended' = 'unauthenticated'): AppError {
  const headers = { 'www-authenticate': `Bearer error="invalid_token", error_description="${detail}"` };
  return new AppError('unauthenticated', code, detail, { headers });
}

function knownScopes(text: string): Scope[] {
  const granted = new Set(text.split(' '));
  return scopes.filter(scope => granted.has(scope));
}
