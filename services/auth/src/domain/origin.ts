/** Where a request comes from, as limits count it: what an owner uses is counted apart from strangers. */
import { createHmac } from 'node:crypto';

/**
 * `session`: a signed-in person. `device`: a browser with the cookie of this account. `familiar`: a network from which
 * this account has signed in before. `stranger`: any other network. `id` is the session's, the device's, or the network.
 */
export type Origin = { kind: 'session' | 'device' | 'familiar' | 'stranger'; id: string };

/** How long a network is familiar after the last session that was begun from it, in days. */
export const FAMILIAR_DAYS = 90;

export function strangerFrom(network: string): Origin {
  return { kind: 'stranger', id: network };
}

export function originKey({ kind, id }: Origin): string {
  return `${kind}:${id}`;
}

/** What is stored of a network: another text for each account, so that a stolen table connects no two people. */
export function digestOfNetwork(userId: string, network: string, key: Buffer): string {
  return createHmac('sha256', key).update(`${userId}\n${network}`).digest('base64url').slice(0, 22);
}
