/** Reads the address of a NATS server or cluster, as operators write it, into what its client takes. */
import type { NodeConnectionOptions } from '@nats-io/transport-node';
import { StartError } from './app-error.ts';

/**
 * `nats://[user:password@]host[:port]`, or `tls://`, several joined by commas; a user without a password is a token.
 * Throws `StartError` for what cannot be read.
 */
export function readNatsAddress(address: string): NodeConnectionOptions {
  const urls = address.split(',').map(part => parse(part.trim(), address));
  return {
    servers: urls.map(({ host }) => host),
    ...credentialsOf(urls[0]),
    ...(urls.some(({ protocol }) => protocol === 'tls:') && { tls: {} }),
  };
}

function credentialsOf({ username, password }: Partial<URL> = {}): NodeConnectionOptions {
  if (!username) return {};
  const user = decodeURIComponent(username);
  return password ? { user, pass: decodeURIComponent(password) } : { token: user };
}

function parse(part: string, whole: string): URL {
  const text = part.includes('://') ? part : `nats://${part}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.host && ['nats:', 'tls:'].includes(url.protocol)) return url;
  throw new StartError(`Set KEEP_NATS_URL to an address such as nats://localhost:4222, not ${redacted(whole)}.`);
}

function redacted(address: string): string {
  return address.replace(/\/\/[^@/]*@/g, '//***@');
}
