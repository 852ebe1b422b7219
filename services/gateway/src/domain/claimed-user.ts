/** Whom an access token names, without proof: enough to refuse a request by, never to let one in. */
const ACCESS_TOKEN = /^Bearer +[\w-]+\.([\w-]+)\.[\w-]+$/i;

/** Undefined for every other token, and for none. */
export function claimedUser(authorization: string | undefined): string | undefined {
  const [, payload] = ACCESS_TOKEN.exec(authorization ?? '') ?? [];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const isNamed = typeof claims === 'object' && claims !== null && 'sub' in claims;
    return isNamed && typeof claims.sub === 'string' ? claims.sub : undefined;
  } catch {
    return undefined;
  }
}
