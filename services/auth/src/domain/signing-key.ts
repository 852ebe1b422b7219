/** Keys that sign access tokens: `next` is published before it becomes `current`, `retired` until its tokens have expired. */

/** An Ed25519 public key as RFC 8037 and RFC 7517 write it. */
export type PublicJwk = { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; alg: 'EdDSA'; use: 'sig' };

export type SigningKey = { publicJwk: PublicJwk; privateJwk: PublicJwk & { d: string }; createdAt: Date };

/** Seconds. */
export const ACCESS_TOKEN_LIFE = 300;
export const EXCHANGED_TOKEN_LIFE = 60;

/** Milliseconds that a retired key stays published, and a revocation is remembered: longer than any access token lives. */
export const OUTLIVES_ACCESS_TOKENS = 2 * ACCESS_TOKEN_LIFE * 1_000;
