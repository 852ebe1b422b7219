/** Tokens that prove nothing: the ones that are guessed, changed, forged, spent or out of their time. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';

type Claims = Record<string, unknown>;

/** By what is wrong with it; `genuine` is an access token that Keep has just issued, and stays valid. */
export async function falseTokens(
  genuine: string,
  publicKey: { x: string; kid: string },
): Promise<Record<string, string>> {
  const [head = '', body = '', signature = ''] = genuine.split('.');
  const claims = decoded(body);
  const ours = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const header = { ...decoded(head), alg: 'EdDSA' };
  const signed = (more: object) => new SignJWT(claims).setProtectedHeader({ ...header, ...more }).sign(ours.privateKey);
  return {
    'is empty': '',
    'is no token': 'a.b.c',
    'is a number': '1',
    'is an operator': '{"$ne":null}',
    'is a path': '../../../etc/passwd',
    'is very long': 'a'.repeat(6_000),
    'was never issued': randomBytes(32).toString('base64url'),
    'lacks its signature': `${head}.${body}.`,
    'has a signature of zeros': `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`,
    'says another person': `${head}.${encoded({ ...claims, sub: randomUUID() })}.${signature}`,
    'says a later end': `${head}.${encoded({ ...claims, exp: 9_999_999_999 })}.${signature}`,
    'says more scopes': `${head}.${encoded({ ...claims, scope: `${String(claims['scope'])} admin` })}.${signature}`,
    'says alg none': new UnsecuredJWT(claims).encode(),
    'says alg none and is signed': `${encoded({ ...header, alg: 'none' })}.${body}.${signature}`,
    'is signed by another key under the known name': await signed({}),
    'is signed by another key under no name': await signed({ kid: undefined }),
    'brings its own key': await signed({ kid: undefined, jwk: await exportJWK(ours.publicKey) }),
    'names a key by an operator': await signed({ kid: '$ne' }),
    'names a key by a path': await signed({ kid: '../../../../dev/null' }),
    'names a key of the prototype': await signed({ kid: '__proto__' }),
    'is signed with the public key as a secret': withSecret({ ...header, alg: 'HS256' }, body, publicKey.x),
    'is signed with no secret': withSecret({ ...header, alg: 'HS256' }, body, ''),
  };
}

function decoded(part: string): Claims {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function withSecret(header: object, body: string, secret: string): string {
  const text = `${encoded(header)}.${body}`;
  return `${text}.${createHmac('sha256', Buffer.from(secret, 'base64url')).update(text).digest('base64url')}`;
}
