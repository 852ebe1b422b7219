/** Which request headers the gateway refuses, drops and sends on. Headers come as Node's `rawHeaders`: names and values by turns. */
import { AppError } from '@keep/service-kit/app-error';

/** Two of these are read differently by different programs, so that one of them would not be checked. */
const ONLY_ONCE = new Set([
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'idempotency-key',
  'last-event-id',
  'origin',
  'range',
  'sec-fetch-site',
  'traceparent',
  'transfer-encoding',
]);

/** What ends at this hop, and what the gateway says itself: it never comes from a client. */
const NEVER_SENT_ON = new Set([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'authorization',
  'content-length',
  'forwarded',
  'host',
  'traceparent',
  'true-client-ip',
  'x-client-address',
  'x-client-host',
  'x-client-ip',
  'x-real-ip',
  'x-request-id',
  'x-request-timeout-ms',
]);
const NEVER_SENT_ON_PREFIXES = ['x-forwarded-', 'x-keep-', 'x-user-'];

/** Node drops what follows the 1,000th header without a word, and the gateway adds some of its own. */
const MAX_HEADERS = 900;

export function headersTooLarge(): AppError {
  const detail = `There may be at most ${MAX_HEADERS} headers, of at most 16 KiB in all.`;
  return new AppError('headers-too-large', 'headers-too-large', detail);
}

/**
 * Throws a 400 for headers that could be read in two ways: doubled ones, and names that some programs take for others;
 * a 431 for more headers than a service would see.
 */
export function assertUnambiguous(rawHeaders: readonly string[]): void {
  if (rawHeaders.length > 2 * MAX_HEADERS) throw headersTooLarge();
  let seen: string[] | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    if (name.includes('_')) throw malformed('A header name may not hold an underscore.');
    if (!ONLY_ONCE.has(name)) continue;
    if (seen?.includes(name)) throw malformed(`Send the header ${name} once.`);
    (seen ??= []).push(name);
  }
}

/**
 * What of a client's headers goes downstream, in lower case. `connection` names further hop-by-hop headers; the
 * gateway adds its own afterwards, so that no client can have them dropped by naming them there.
 */
export function headersToSendOn(rawHeaders: readonly string[], connection: string | undefined): string[] {
  const named = connection === undefined ? undefined : connectionTokens(connection);
  const kept: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    if (NEVER_SENT_ON.has(name) || named?.includes(name)) continue;
    if (name.startsWith('x-') && NEVER_SENT_ON_PREFIXES.some(prefix => name.startsWith(prefix))) continue;
    kept.push(name, rawHeaders[at + 1] as string);
  }
  return kept;
}

/** Undefined where there is nothing but the usual. */
function connectionTokens(connection: string): string[] | undefined {
  if (connection === 'keep-alive' || connection === 'close') return undefined;
  return connection
    .toLowerCase()
    .split(',')
    .map(token => token.trim());
}

function malformed(detail: string): AppError {
  return new AppError('malformed', 'malformed-header', detail);
}
