/** Access tokens as JWTs (RFC 9068), signed with the current Ed25519 key. */
import { createHash } from 'node:crypto';
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { PublicJwk, SigningKey } from '../domain/signing-key.ts';
import type { AccessTokenIssuer, AccessTokenRequest, KeyRepository } from '../ports.ts';

const ALGORITHM = 'EdDSA';
const AUDIENCE = 'keep';

export class JoseAccessTokenIssuer implements AccessTokenIssuer {
  readonly #keys: KeyRepository;
  readonly #issuer: string;
  readonly #clock: Clock;
  /** The imported current key; which one is current is asked anew each time. */
  #imported: { id: string; key: CryptoKey } | undefined;

  constructor(keys: KeyRepository, issuer: string, clock: Clock) {
    this.#keys = keys;
    this.#issuer = issuer;
    this.#clock = clock;
  }

  async issue({ userId, userName, userEmail, sessionId, use, scopes, life }: AccessTokenRequest): Promise<string> {
    const current = await this.#keys.current();
    const issuedAt = Math.floor(this.#clock().getTime() / 1_000);
    const claims = { sid: sessionId, jti: newId(), scope: scopes.join(' '), use, name: userName, email: userEmail };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, kid: current.publicJwk.kid, typ: 'at+jwt' })
      .setSubject(userId)
      .setIssuer(this.#issuer)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + life)
      .sign(await this.#import(current));
  }

  async newKey(): Promise<SigningKey> {
    const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
    const { x = '', d = '' } = await exportJWK(privateKey);
    const kid = createHash('sha256').update(x).digest('base64url').slice(0, 16);
    const publicJwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x, kid, alg: ALGORITHM, use: 'sig' };
    return { publicJwk, privateJwk: { ...publicJwk, d }, createdAt: this.#clock() };
  }

  async #import({ publicJwk, privateJwk }: SigningKey): Promise<CryptoKey> {
    if (this.#imported?.id === publicJwk.kid) return this.#imported.key;
    const key = await importJWK(privateJwk, ALGORITHM);
    if (key instanceof Uint8Array) throw new Error('A signing key is not a key pair.');
    this.#imported = { id: publicJwk.kid, key };
    return key;
  }
}
