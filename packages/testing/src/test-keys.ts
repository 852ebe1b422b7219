/** A signing key of the tests' own, and access tokens made with it: what auth would issue. */
import { createHash } from 'node:crypto';
import type { AuthSource } from '@keep/service-kit/auth-source';
import { newId } from '@keep/service-kit/unique-id';
import { type Scope, scopes as allScopes } from '@keep/contracts/route';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
const { x = '' } = await exportJWK(publicKey);
const kid = createHash('sha256').update(x).digest('hex').slice(0, 16);

/** What a service's composition takes as `platform.auth`: the key is known, nobody is revoked unless named here. */
export function testAuthSource(revoked: { sessionId: string; revokedAt: string }[] = []): AuthSource {
  return {
    publicKeys: () => Promise.resolve({ keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', x, kid }] }),
    revokedSessions: () => Promise.resolve({ sessions: revoked }),
  };
}

export type TokenOptions = {
  sessionId?: string;
  scopes?: readonly Scope[];
  use?: 'session' | 'token';
  /** What the user is called. */
  name?: string;
  /** The user's verified address. */
  email?: string;
  /** Seconds from now; negative for one that has expired. */
  expiresIn?: number;
  issuer?: string;
  audience?: string;
};

/** An access token for `userId` that a service composed with `testAuthSource` accepts. */
export function accessTokenFor(userId: string, options: TokenOptions = {}): Promise<string> {
  const {
    sessionId = newId(),
    scopes = allScopes,
    use = 'session',
    name,
    email,
    expiresIn = 300,
    issuer = 'keep',
    audience = 'keep',
  } = options;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    sid: sessionId,
    jti: newId(),
    scope: scopes.join(' '),
    use,
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
  })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
    .setSubject(userId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + expiresIn)
    .sign(privateKey);
}
